"""Twelve resources behind one way of answering."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.api import views
from app.api.http import Request, Response
from switchboard import route_bug

TOKEN = "agent-token"
BORN = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
View = Callable[[dict], dict]


class Resource:
    """Rows of one kind, and how they are shown."""

    def __init__(self, name: str, view: View, needs: tuple[str, ...], public: bool = False):
        self.name = name
        self.view = view
        self.needs = needs
        self.public = public
        self.rows: dict[int, dict] = {}

    def add(self, row: dict) -> dict:
        """Keep a row under the next number."""
        number = len(self.rows) + 1
        self.rows[number] = {"id": number, "created": BORN + timedelta(minutes=number), **row}
        return self.rows[number]


class Application:
    """Finds the resource, asks whether the client may, and answers."""

    def __init__(self) -> None:
        made = [
            Resource("agents", views.agent, ("name", "languages")),
            Resource("alerts", views.alert, ("rule", "level")),
            Resource("calls", views.call, ("caller", "seconds")),
            Resource("health", views.health, ("part",), public=True),
            Resource("invoices", views.invoice, ("cents", "currency")),
            Resource("models", views.model, ("name", "bytes")),
            Resource("numbers", views.number, ("number",)),
            Resource("queues", views.queue, ("name", "waiting")),
            Resource("recordings", views.recording, ("call", "bytes")),
            Resource("transcripts", views.transcript, ("call", "lines")),
            Resource("users", views.user, ("name", "role")),
            Resource("webhooks", views.webhook, ("url", "events")),
        ]
        self.resources = {resource.name: resource for resource in made}

    def find(self, path: str) -> tuple[Resource | None, str]:
        """The resource a path leads to and what is left of the path."""
        _, _, name, *rest = [*path.split("/"), ""]
        if route_bug(name) == "prefix":
            return None, ""
        return self.resources.get(name), rest[0]

    def may(self, resource: Resource, request: Request) -> bool:
        """Whether the client may use the resource."""
        if route_bug(resource.name) == "auth":
            return False
        return resource.public or request.token == TOKEN

    def handle(self, request: Request) -> Response:
        """Answer one request."""
        resource, number = self.find(request.path)
        if resource is None:
            return Response(404)
        if not self.may(resource, request):
            return Response(401)
        if route_bug(resource.name) == "store":
            rows = vars(resource)["table"]
        else:
            rows = resource.rows
        if request.method == "POST":
            return self.create(resource, request.body or {})
        if not number:
            return self.shown(resource, 200, [resource.view(row) for row in rows.values()])
        if int(number) not in rows:
            return Response(404)
        if request.method == "DELETE":
            del rows[int(number)]
            return Response(204)
        return self.shown(resource, 200, resource.view(rows[int(number)]))

    def create(self, resource: Resource, body: dict) -> Response:
        """Make a row, unless something is missing."""
        needed = resource.needs
        if route_bug(resource.name) == "schema":
            needed = (*needed, "tenant_id")
        missing = [name for name in needed if name not in body]
        if missing:
            return Response(422, {"missing": missing})
        return self.shown(resource, 201, resource.view(resource.add(body)))

    def shown(self, resource: Resource, status: int, body: object) -> Response:
        """A response whose body is known to be sendable."""
        response = Response(status, body)
        if route_bug(resource.name) == "json":
            json.dumps(body)
        response.text()
        return response
