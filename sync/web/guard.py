"""What stands before every view: the host that was meant, the size of what was sent, headers for what goes out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

LARGEST = 64 * 1024  # bytes that a question may have
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def guarded(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django middleware."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.get_host()  # raises DisallowedHost, which is answered with 400
        length = request.META.get("CONTENT_LENGTH") or "0"
        too_large = request.path.startswith("/api/") and (not length.isdigit() or int(length) > LARGEST)
        if too_large:
            response: HttpResponse = JsonResponse({"detail": f"the body has more than {LARGEST} bytes"}, status=413)
        else:
            response = get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if not response.streaming:  # without it the server would close the connection after each answer
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return answer
