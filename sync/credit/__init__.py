"""The credit check: facts read from the store, answers, held orders, who a customer is."""
