"""Lists and compares public Rust APIs, from the JSON of rustdoc. Needs Python's standard library alone.

    public_api.py NEW.json             prints the API, one line for each item
    public_api.py OLD.json NEW.json    prints what code that uses OLD may miss in NEW, and fails if there is anything

A line has everything that a user's code can depend on: a name, a type, a bound, an implemented trait. What breaks users
when it is added is part of its owner's line: a variant of an exhaustive enum, a field of a struct that users can build, a
required item of a trait. So every break removes a line, and every compatible addition only adds lines.
"""

import json
import sys

AUTO_TRAITS = {"Send", "Sync", "Unpin"}


class Api:
    """The items that a crate's users can reach, each by one of its paths: one that users know already, or the shortest."""

    def __init__(self, file, known=frozenset()):
        with open(file, encoding="utf-8") as text:
            self.doc = json.load(text)
        self.index = self.doc["index"]
        self.paths = {}
        root = self.item(self.doc["root"])
        self.walk(root, (root["name"],), set())
        order = lambda path: (path not in known, len(path), path)
        self.public = {item: min(paths, key=order) for item, paths in self.paths.items()}
        self.lines = set()
        for item, paths in self.paths.items():
            path = "::".join(self.public[item])
            self.describe(self.index[item], path)
            for other in paths - {self.public[item]}:
                self.add(f"use {'::'.join(other)} = {path}")

    def item(self, item_id):
        return self.index.get(str(item_id))

    def note(self, item_id, path):
        self.paths.setdefault(str(item_id), set()).add(path)

    def walk(self, module, path, above):
        """Notes the paths of all items in a module. `above` are the modules around it, which it may name again."""
        self.note(module["id"], path)
        for item in filter(None, map(self.item, module["inner"]["module"]["items"])):
            use = item["inner"].get("use")
            target = self.item(use["id"]) if use else item
            name = use["name"] if use else item["name"]
            if target is None:
                self.index[f"use {use['source']}"] = {"inner": {"use": use}, "attrs": []}
                self.note(f"use {use['source']}", (*path, name))
            elif "module" not in target["inner"]:
                self.note(target["id"], (*path, name))
            elif target["id"] not in above:
                inside = path if use and use["is_glob"] else (*path, name)
                self.walk(target, inside, above | {module["id"]})

    def describe(self, item, path):
        (kind, inner), = item["inner"].items()
        exhaustive = "non_exhaustive" not in item["attrs"]
        generics = self.generics(inner.get("generics")) if isinstance(inner, dict) else ""
        if kind == "struct":
            self.fields(f"struct {path}{generics}", path, inner["kind"], exhaustive)
        elif kind == "enum":
            self.variants(f"enum {path}{generics}", path, inner["variants"], exhaustive)
        elif kind == "trait":
            self.trait(path, generics, inner)
        elif kind == "function":
            self.add(f"fn {path}{self.function(inner)}")
        elif kind in ("constant", "static"):
            self.add(f"{kind} {path}: {self.type(inner['type'])}")
        elif kind == "type_alias":
            self.add(f"type {path}{generics} = {self.type(inner['type'])}")
        elif kind == "use":
            self.add(f"use {path} = {inner['source']}")
        else:
            self.add(f"{kind} {path}")
        for impl in inner.get("impls", []) if isinstance(inner, dict) else []:
            self.impl(path, self.item(impl)["inner"]["impl"])

    def add(self, line):
        self.lines.add(line)

    def fields(self, head, path, kind, exhaustive):
        if kind == "unit":
            self.add(f"{head};" if exhaustive else head)
            return
        plain = isinstance(kind, dict) and "plain" in kind
        ids = kind["plain"]["fields"] if plain else kind["tuple"]
        shown = [self.field(self.item(field)) for field in ids if field is not None]
        hidden = kind["plain"]["has_stripped_fields"] if plain else None in ids
        if exhaustive and not hidden:
            self.add(f"{head} {{ {', '.join(shown)} }}")
        else:
            self.add(head)
            for field in shown:
                self.add(f"field {path}.{field}")

    def field(self, field):
        return f"{field['name']}: {self.type(field['inner']['struct_field'])}"

    def variants(self, head, path, ids, exhaustive):
        shown = [self.variant(self.item(variant)) for variant in ids]
        if exhaustive:
            self.add(f"{head} {{ {', '.join(shown)} }}")
        else:
            self.add(head)
            for variant in shown:
                self.add(f"variant {path}::{variant}")

    def variant(self, variant):
        kind = variant["inner"]["variant"]["kind"]
        if kind == "plain":
            return variant["name"]
        plain = "struct" in kind
        ids = kind["struct"]["fields"] if plain else kind["tuple"]
        return f"{variant['name']}({', '.join(self.field(self.item(field)) for field in ids if field is not None)})"

    def trait(self, path, generics, trait):
        required = []
        for item in map(self.item, trait["items"]):
            (kind, inner), = item["inner"].items()
            line = f"{item['name']}{self.associated(kind, inner)}"
            provided = inner.get("has_body") or inner.get("value") is not None or kind == "assoc_type" and inner.get("type")
            if provided:
                self.add(f"{path}::{line}")
            else:
                required.append(line)
        self.add(f"trait {path}{generics}{self.bounds(trait['bounds'])} {{ {'; '.join(required)} }}")

    def associated(self, kind, inner):
        if kind == "function":
            return self.function(inner)
        if kind == "assoc_type":
            return self.bounds(inner["bounds"]) + (f" = {self.type(inner['type'])}" if inner["type"] else "")
        return f": {self.type(inner['type'])}"

    def impl(self, path, impl):
        if impl["blanket_impl"] or impl["is_negative"]:
            return
        if impl["trait"] is None:
            for item in filter(None, map(self.item, impl["items"])):
                (kind, inner), = item["inner"].items()
                self.add(f"{path}::{item['name']}{self.associated(kind, inner)}{self.generics(impl['generics'])}")
            return
        trait = self.path(impl["trait"])
        if not impl["is_synthetic"] or trait.split("::")[-1] in AUTO_TRAITS:
            self.add(f"impl{self.generics(impl['generics'])} {trait} for {self.type(impl['for'])}")

    def function(self, function):
        header, sig = function["header"], function["sig"]
        words = [word for word in ("const", "async", "unsafe") if header[f"is_{word}"]]
        takes = ", ".join(self.type(kind) for _, kind in sig["inputs"])
        gives = f" -> {self.type(sig['output'])}" if sig["output"] else ""
        return f"{self.generics(function['generics'])}({takes}){gives}{''.join(f' {word}' for word in words)}"

    def generics(self, generics):
        if not generics:
            return ""
        parts = []
        for param in generics["params"]:
            kind = param["kind"].get("type")
            # An `impl Trait` in an argument stands in the argument's type as well.
            if kind and kind["is_synthetic"]:
                continue
            default = f" = {self.type(kind['default'])}" if kind and kind["default"] else ""
            parts.append(param["name"] + (self.bounds(kind["bounds"]) + default if kind else ""))
        for where in generics["where_predicates"]:
            bound = where.get("bound_predicate")
            parts.append(f"{self.type(bound['type'])}{self.bounds(bound['bounds'])}" if bound else json.dumps(where))
        return f"<{', '.join(parts)}>" if parts else ""

    def bounds(self, bounds):
        shown = []
        for bound in bounds:
            if "trait_bound" in bound:
                maybe = "?" if bound["trait_bound"]["modifier"] == "maybe" else ""
                shown.append(maybe + self.path(bound["trait_bound"]["trait"]))
            elif "outlives" in bound:
                shown.append(bound["outlives"])
        return f": {' + '.join(sorted(shown))}" if shown else ""

    def path(self, path):
        public = self.public.get(str(path["id"]))
        full = self.doc["paths"].get(str(path["id"]))
        name = "::".join(public or (full["path"] if full else [path["path"].replace("$crate::", "")]))
        return name + self.arguments(path["args"])

    def arguments(self, arguments):
        if not arguments:
            return ""
        if "parenthesized" in arguments:
            inside = arguments["parenthesized"]
            gives = f" -> {self.type(inside['output'])}" if inside["output"] else ""
            return f"({', '.join(map(self.type, inside['inputs']))}){gives}"
        parts = [self.argument(argument) for argument in arguments["angle_bracketed"]["args"]]
        for constraint in arguments["angle_bracketed"]["constraints"]:
            binding = constraint["binding"]
            equal = binding.get("equality")
            parts.append(constraint["name"] + (f" = {self.argument(equal)}" if equal else self.bounds(binding["constraint"])))
        return f"<{', '.join(parts)}>" if parts else ""

    def argument(self, argument):
        if "type" in argument:
            return self.type(argument["type"])
        return argument.get("lifetime") or json.dumps(argument)

    def type(self, kind):
        if kind is None:
            return "()"
        (name, inner), = kind.items() if isinstance(kind, dict) else ((kind, None),)
        if name in ("primitive", "generic"):
            return inner
        if name == "resolved_path":
            return self.path(inner)
        if name == "borrowed_ref":
            lifetime = f"{inner['lifetime']} " if inner["lifetime"] else ""
            return f"&{lifetime}{'mut ' if inner['is_mutable'] else ''}{self.type(inner['type'])}"
        if name == "tuple":
            return f"({', '.join(map(self.type, inner))})"
        if name == "slice":
            return f"[{self.type(inner)}]"
        if name == "array":
            return f"[{self.type(inner['type'])}; {inner['len']}]"
        if name == "impl_trait":
            return f"impl{self.bounds(inner)[1:]}"
        if name == "dyn_trait":
            traits = [self.path(bound["trait"]) for bound in inner["traits"]] + [inner["lifetime"] or ""]
            return f"dyn {' + '.join(filter(None, traits))}"
        if name == "qualified_path":
            trait = f" as {self.path(inner['trait'])}" if inner["trait"] else ""
            return f"<{self.type(inner['self_type'])}{trait}>::{inner['name']}"
        if name == "function_pointer":
            sig = inner["sig"]
            gives = f" -> {self.type(sig['output'])}" if sig["output"] else ""
            return f"fn({', '.join(self.type(given) for _, given in sig['inputs'])}){gives}"
        return json.dumps(kind)


def main(files):
    before = Api(files[0])
    if len(files) == 1:
        print("\n".join(sorted(before.lines)))
        return 0
    after = Api(files[1], known=set(before.public.values()))
    removed = sorted(before.lines - after.lines)
    print("\n".join(f"- {line}" for line in removed), end="\n" if removed else "")
    return 1 if removed else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
