"""What scripts/public_api.py calls a break: python3 tests/semver/rules.py"""

import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "scripts"))
import public_api

BREAKS = {
    "a function is gone": ("pub fn f() {} pub fn g() {}", "pub fn g() {}"),
    "a function becomes private": ("pub fn f() {}", "fn f() {}"),
    "an argument has another type": ("pub fn f(_: u8) {}", "pub fn f(_: u16) {}"),
    "a result has another type": ("pub fn f() -> u8 { 0 }", "pub fn f() -> Option<u8> { None }"),
    "a function needs another bound": ("pub fn f<T>(_: T) {}", "pub fn f<T: Copy>(_: T) {}"),
    "a struct that users build has a new field": ("pub struct S { pub a: u8 }", "pub struct S { pub a: u8, pub b: u8 }"),
    "a struct can no longer be built": ("pub struct S { pub a: u8 }", "#[non_exhaustive] pub struct S { pub a: u8 }"),
    "a field is gone": ("pub struct S { pub a: u8, b: u8 }", "pub struct S { b: u8 }"),
    "an exhaustive enum has a new variant": ("pub enum E { A }", "pub enum E { A, B }"),
    "a trait requires a new method": ("pub trait T {}", "pub trait T { fn f(&self); }"),
    "a trait is no longer implemented": ("#[derive(Clone)] pub struct S;", "pub struct S;"),
    "a type is no longer Send": ("pub struct S(u8);", "pub struct S(*const u8);"),
    "a method is gone": ("pub struct S; impl S { pub fn f(&self) {} }", "pub struct S;"),
    "a path is gone": ("pub mod m { pub struct S; } pub use m::S;", "pub mod m { pub struct S; }"),
    "an item is hidden from the documentation": ("pub fn f() {}", "#[doc(hidden)] pub fn f() {}"),
}

KEEPS = {
    "a new function": ("pub fn f() {}", "pub fn f() {} pub fn g() {}"),
    "another name of an argument": ("pub fn f(_a: u8) {}", "pub fn f(_b: u8) {}"),
    "a new variant of a non-exhaustive enum": ("#[non_exhaustive] pub enum E { A }", "#[non_exhaustive] pub enum E { A, B }"),
    "a new public field beside a private one": ("pub struct S { a: u8 }", "pub struct S { a: u8, pub b: u8 }"),
    "a new method with a body": ("pub trait T {}", "pub trait T { fn f(&self) {} }"),
    "another private module": ("mod a { pub struct S; } pub use a::S;", "mod b { pub struct S; } pub use b::S;"),
    "a new path": ("pub mod m { pub struct S; }", "pub mod m { pub struct S; } pub use m::S;"),
}


class Rules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cases = [*BREAKS.values(), *KEEPS.values()]
        modules = [[f"pub mod case{at} {{ {case[side]} }}" for at, case in enumerate(cases)] for side in (0, 1)]
        with tempfile.TemporaryDirectory() as folder:
            files = [describe(folder, name, source) for name, source in zip(("old", "new"), modules)]
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                cls.broken = public_api.main(files)
        cls.lines = printed.getvalue().splitlines()

    def removed(self, at):
        return [line for line in self.lines if f"::case{at}::" in line]

    def test_what_breaks_users_is_named(self):
        self.assertEqual(self.broken, 1)
        for at, name in enumerate(BREAKS):
            with self.subTest(name):
                self.assertTrue(self.removed(at))

    def test_what_users_do_not_notice_is_no_break(self):
        for at, name in enumerate(KEEPS, len(BREAKS)):
            with self.subTest(name):
                self.assertEqual(self.removed(at), [])


def describe(folder, name, modules):
    """Writes the API of a crate with these modules as JSON, and returns the file."""
    file, output = pathlib.Path(folder, f"{name}.rs"), pathlib.Path(folder, name)
    file.write_text("\n".join(modules))
    command = ["rustdoc", "--edition", "2024", "--crate-name", "sample", file, "-o", output]
    unstable = ["-Z", "unstable-options", "--output-format", "json", "--cap-lints", "allow"]
    subprocess.run(command + unstable, env={**os.environ, "RUSTC_BOOTSTRAP": "1"}, check=True)
    return output / "sample.json"


if __name__ == "__main__":
    unittest.main()
