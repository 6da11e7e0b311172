"""Credit management: exposure, limit, checks, risk class, and what an order is answered. Pure, as all of dunning."""
