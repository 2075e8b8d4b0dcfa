"""The edits that a rule can name. Each is given nodes and texts, and returns edits or raises Unfit."""

from __future__ import annotations

from analyzer.fixes import (
    arguments,
    arrays,
    assignments,
    caching,
    casing,
    chains,
    commands,
    comments,
    continuations,
    conversions,
    directives,
    directories,
    downloads,
    flags,
    forms,
    images,
    instructions,
    merging,
    modes,
    mounts,
    nodes,
    options,
    pairs,
    parts,
    paths,
    ports,
    scripts,
    secret_mounts,
    sorting,
    stages,
    variables,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from analyzer.fixes.edit import Edit

    Primitive = Callable[..., list[Edit]]

PRIMITIVES: dict[str, Primitive] = {
    "replace": nodes.replace,
    "delete": nodes.delete,
    "insert-before": nodes.insert_before,
    "insert-after": nodes.insert_after,
    "insert-option": options.insert_option,
    "remove-option": options.remove_option,
    "remove-setting": options.remove_setting,
    "remove-assignment": assignments.remove_assignment,
    "replace-part": parts.replace_part,
    "restrict-mode": modes.restrict_mode,
    "mount-secrets": secret_mounts.mount_secrets,
    "cd-to-workdir": directories.cd_to_workdir,
    "download-to-add": downloads.download_to_add,
    "break-lines": chains.break_lines,
    "to-heredoc": chains.to_heredoc,
    "set-shell-option": scripts.set_shell_option,
    "quote": scripts.quote,
    "set-option": options.set_option,
    "replace-word": commands.replace_word,
    "sort-words": sorting.sort_words,
    "replace-command": commands.replace_command,
    "rename-command": commands.rename_command,
    "remove-wrapper": commands.remove_wrapper,
    "insert-command-before": commands.insert_command_before,
    "insert-command-after": commands.insert_command_after,
    "append-command": commands.append_command,
    "delete-command": commands.delete_command,
    "insert-instruction": instructions.insert_instruction,
    "delete-instruction": instructions.delete_instruction,
    "move-instruction": instructions.move_instruction,
    "merge-runs": merging.merge_runs,
    "insert-comment": instructions.insert_comment,
    "set-keyword": instructions.set_keyword,
    "to-json-form": forms.to_json_form,
    "add-flag": flags.add_flag,
    "remove-flag": flags.remove_flag,
    "set-flag": flags.set_flag,
    "add-mount": flags.add_mount,
    "set-pair": pairs.set_pair,
    "remove-pair": pairs.remove_pair,
    "to-pairs": pairs.to_pairs,
    "set-digest": images.set_digest,
    "set-tag": images.set_tag,
    "set-as": images.set_as,
    "set-stage-name": images.set_stage_name,
    "set-case": casing.set_case,
    "remove-port": ports.remove_port,
    "remove-blank-lines": continuations.remove_blank_lines,
    "repair-array": arrays.repair_array,
    "set-frontend": directives.set_frontend,
    "remove-argument": arguments.remove_argument,
    "delete-stage": stages.delete_stage,
    "append-to-stage": stages.append_to_stage,
    "refer-by-name": stages.refer_by_name,
    "rename-reference": variables.rename_reference,
    "to-label": conversions.to_label,
    "to-argument": conversions.to_argument,
    "join-equals": conversions.join_equals,
    "remove-tag": images.remove_tag,
    "keep-container-port": ports.keep_container_port,
    "absolute-path": paths.absolute_path,
    "part-comment": comments.part_comment,
    "copy-first": caching.copy_first,
    "remove-mount-field": mounts.remove_mount_field,
}
_TAKES_LISTS = frozenset({"merge-runs"})


def edits_of(name: str, parameters: dict[str, Any]) -> list[Edit]:
    """The edits of a named primitive; of one whose place is a list of nodes, those for each. Raises Unfit."""
    given = {key.replace("-", "_"): value for key, value in parameters.items()}
    at = given.get("at")
    if not isinstance(at, list) or name in _TAKES_LISTS:
        return PRIMITIVES[name](**given)
    return [edit for node in at for edit in PRIMITIVES[name](**{**given, "at": node})]
