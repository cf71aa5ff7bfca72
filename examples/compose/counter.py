"""A web service that counts visits in Redis."""

from http.server import BaseHTTPRequestHandler, HTTPServer

from redis import Redis

visits = Redis(port=7000)


class Counter(BaseHTTPRequestHandler):
    """Answers every path with how often it was asked for."""

    def do_GET(self) -> None:
        body = str(visits.incr(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


HTTPServer(("localhost", 8000), Counter).serve_forever()
