"""Diagnostics for editors that ask for them; see `publishing` for the others."""

from __future__ import annotations

from hashlib import sha256

from lsprotocol import types

from layer_server.features.diagnostics import diagnostics
from layer_server.progress import one_by_one
from layer_server.server import LayerServer
from layer_server.view import View
from layerfile.problems import Problem


def register(server: LayerServer) -> None:
    """Answer to editors that ask."""
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="layer")

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def asked(
        params: types.DocumentDiagnosticParams,
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        view = server.view(params.text_document.uri)
        if view is None:
            return types.RelatedFullDocumentDiagnosticReport([], result_id="")
        shown = server.said.of(view, diagnostics(view))
        if shown.name == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(shown.name)
        return types.RelatedFullDocumentDiagnosticReport(shown.diagnostics, result_id=shown.name)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def asked_for_all(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        known = {one.uri: one.value for one in params.previous_result_ids}
        reports: list[types.WorkspaceDocumentDiagnosticReport] = []
        async for view in one_by_one(server, server.all_views(), params.work_done_token, "Checking Layerfiles"):
            report = _report(view, known.get(view.document.uri), server)
            if params.partial_result_token is None:
                reports.append(report)
            else:
                part = types.WorkspaceDiagnosticReportPartialResult([report])
                server.progress(types.ProgressParams(params.partial_result_token, part))
        return types.WorkspaceDiagnosticReport(reports)


def _report(view: View, known: str | None, server: LayerServer) -> types.WorkspaceDocumentDiagnosticReport:
    found = diagnostics(view)
    name, uri, version = _name(found), view.document.uri, view.document.version
    if known == name:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, name, version)
    shown = server.to_diagnostics(found, view)
    return types.WorkspaceFullDocumentDiagnosticReport(uri, shown, version, result_id=name)


def _name(found: tuple[Problem, ...]) -> str:
    """The same for the same findings."""
    return sha256(repr(found).encode("utf-8", "replace")).hexdigest()[:16]
