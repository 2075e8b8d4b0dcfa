"""A run over many files: what is known is taken from the cache, the rest is spread over processes."""

from __future__ import annotations

from analyzer.lint.run import check_target, each_target, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.lint.cache import ResultCache
    from analyzer.lint.discovery import Target
    from analyzer.lint.parallel import Recipe
    from analyzer.lint.run import FileResult, Policy

MANY = 16  # files: below that the cache takes longer to read than they take to check


def check_batch(
    targets: list[Target],
    policy_of: Callable[[str], Policy],
    *,
    cache: ResultCache | None = None,
    recipe: Recipe | None = None,
    jobs: int = 0,
    shows: bool = False,
) -> Iterator[FileResult]:
    """The results of the files, in their order, one by one; without a `cache` none is kept.

    What other files say of a build is not part of a policy: such files are judged here, one by one. `cache` holds results of
    earlier runs. `jobs` says how many processes work, 0 that as many as there are processors do where it is worth it; without
    a `recipe` for the policies only this one does. `shows` tells that reports show the text of files.
    """
    if any(target.builds for target in targets):
        plain = [each for each in targets if not each.builds]
        return _in_order(
            targets,
            iter(check_batch(plain, policy_of, cache=cache, recipe=recipe, jobs=jobs, shows=shows)),
            iter(each_target([each for each in targets if each.builds], policy_of)),
        )
    if cache is None or len(targets) < MANY:
        return _checked(targets, policy_of, recipe, jobs, shows)
    return _with_cache(targets, policy_of, cache, recipe, jobs, shows)


def _in_order(targets: list[Target], plain: Iterator[FileResult], built: Iterator[FileResult]) -> Iterator[FileResult]:
    for target in targets:
        yield next(built if target.builds else plain)


def _with_cache(
    targets: list[Target],
    policy_of: Callable[[str], Policy],
    cache: ResultCache,
    recipe: Recipe | None,
    jobs: int,
    shows: bool,
) -> Iterator[FileResult]:
    """The same with what is known from earlier runs."""
    known: dict[int, FileResult] = {}
    data: dict[int, bytes] = {}
    for number, target in enumerate(targets):
        content = _content(target)
        if content is not None:
            found = cache.load(policy_of(target.path), target.path, content)
            if found is not None:
                known[number] = found
            else:
                data[number] = target.data = content  # what is looked up is what is judged
    rest = _checked([target for number, target in enumerate(targets) if number not in known], policy_of, recipe, jobs, shows)
    for number in range(len(targets)):
        result = known.pop(number, None)
        if result is None:
            result = next(rest)
            if number in data:
                if shows and result.findings:
                    result.prepare()
                cache.add(policy_of(result.path), data.pop(number), result)
        yield result
    cache.save()


def _content(target: Target) -> bytes | None:
    """The bytes of a file whose result may be kept; None for any other, and where it cannot be read."""
    if target.error or target.locked or target.path == "-":
        return None
    try:
        return read(target.path) if target.data is None else target.data
    except OSError:
        return None


def _checked(
    targets: list[Target], policy_of: Callable[[str], Policy], recipe: Recipe | None, jobs: int, shows: bool
) -> Iterator[FileResult]:
    if recipe is not None and jobs != 1 and len(targets) > 1:
        from analyzer.lint.parallel import WORTH_IT, check_in_parallel, processors

        for target in targets:
            policy_of(target.path)  # what is wrong with the configuration is told once, here
        workers = jobs or (processors() if len(targets) >= WORTH_IT else 1)
        if workers > 1:
            return check_in_parallel(targets, policy_of, recipe, workers, shows=shows)
    return (check_target(target, policy_of) for target in targets)
