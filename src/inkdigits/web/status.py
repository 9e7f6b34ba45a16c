"""The state of one application in; the routes that tell machines of it out."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from inkdigits.web.metrics import Metrics
from inkdigits.web.problems import STOPPING, Problem
from inkdigits.web.traffic import Traffic


def status_routes(traffic: Traffic, metrics: Metrics) -> APIRouter:
    """Routes for whoever keeps the service running."""
    routes = APIRouter()

    @routes.get("/healthz", summary="Is the process alive?")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @routes.get("/readyz", summary="Does it take requests?")
    async def readyz() -> dict[str, str]:
        if traffic.stopping:
            raise Problem(STOPPING, "This service is about to stop and takes nothing new.")
        return {"status": "ready"}

    @routes.get("/metrics", summary="Counters and times, for Prometheus", response_class=Response)
    async def tell_metrics() -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return routes
