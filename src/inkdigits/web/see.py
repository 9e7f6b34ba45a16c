"""Models in; routes that explain what a network sees in a drawing out."""

from collections.abc import Mapping

from fastapi import APIRouter

from inkdigits.model import Model


def see_routes(models: Mapping[str, Model]) -> APIRouter:
    """Routes of the explanations, around the models that can be asked for by name."""
    del models
    return APIRouter()
