<?php

/**
 * Writes docs/reference/php/ from stubs/entrata.php: a page for each function and class, and an index.
 *
 *     php -n scripts/php-reference.php [--check]     --check writes nothing and fails if a page differs
 */

declare(strict_types=1);

require dirname(__DIR__) . '/stubs/entrata.php';

const FOLDER = __DIR__ . '/../docs/reference/php';

/** @return array{text: string, tags: list<array{string, string}>} */
function comment(string|false $comment): array
{
    $lines = preg_replace('~^\s*(/\*\*|\*/|\* ?)~m', '', (string) $comment);
    $parts = preg_split('/^(?=@\w)/m', trim((string) $lines));
    $tags = array_map(function (string $tag): array {
        [$name, $rest] = explode(' ', trim($tag), 2) + [1 => ''];
        return [$name, trim((string) preg_replace('~\*/\s*$~', '', $rest))];
    }, array_slice($parts, 1));
    return ['text' => trim((string) preg_replace('~\*/\s*$~', '', $parts[0])), 'tags' => $tags];
}

/** The declaration as PHP code. */
function signature(ReflectionFunctionAbstract $function, string $name): string
{
    $parameters = array_map(function (ReflectionParameter $parameter): string {
        $default = $parameter->isOptional() ? ' = ' . strtr(var_export($parameter->getDefaultValue(), true), ["array (\n)" => '[]', 'NULL' => 'null']) : '';
        return "{$parameter->getType()} \${$parameter->getName()}$default";
    }, $function->getParameters());
    $returns = $function->hasReturnType() ? ": {$function->getReturnType()}" : '';
    $line = "$name(" . implode(', ', $parameters) . ")$returns";
    return strlen($line) <= 100 ? $line : "$name(\n    " . implode(",\n    ", $parameters) . ",\n)$returns";
}

/** The parts of a page that functions and methods have in common. */
function described(ReflectionFunctionAbstract $function): string
{
    ['text' => $text, 'tags' => $tags] = comment($function->getDocComment());
    $page = "$text\n";
    $of = fn(string $wanted): array => array_column(array_filter($tags, fn(array $tag): bool => $tag[0] === $wanted), 1);
    if ($parameters = $of('@param')) {
        $page .= "\n**Parameters**\n\n";
        foreach ($parameters as $parameter) {
            if (preg_match('/^(.*?)\s+(\$\w+)\s*(.*)$/s', $parameter, $found)) {
                $type = preg_replace('/\s+/', ' ', $found[1]);
                $page .= "- `$found[2]` (`$type`)" . ($found[3] === '' ? '' : ': ' . preg_replace('/\s+/', ' ', $found[3])) . "\n";
            }
        }
    }
    foreach ($of('@return') as $returns) {
        $page .= "\n**Returns**\n\n```text\n$returns\n```\n";
    }
    if ($thrown = $of('@throws')) {
        $page .= "\n**Throws**\n\n";
        foreach ($thrown as $exception) {
            [$class, $when] = explode(' ', $exception, 2) + [1 => ''];
            $name = substr((string) strrchr("\\$class", '\\'), 1);
            $page .= "- [`$name`]($name.md)" . ($when === '' ? '' : " $when") . "\n";
        }
    }
    return $page;
}

/** The named array shapes that a class declares, and those that it takes from another one. */
function shapes(string|false $comment): string
{
    $declared = $imported = [];
    foreach (comment($comment)['tags'] as [$tag, $text]) {
        if ($tag === '@phpstan-type') {
            $declared[] = $text;
        } elseif ($tag === '@phpstan-import-type') {
            [$name, , $owner] = explode(' ', $text);
            $imported[$owner][] = "`$name`";
        }
    }
    $page = $declared === [] ? '' : "\n**Shapes**\n\n```text\n" . implode("\n", $declared) . "\n```\n";
    foreach ($imported as $owner => $names) {
        $page .= "\n**Shapes** of [`$owner`]($owner.md): " . implode(', ', $names) . "\n";
    }
    return $page;
}

/** @return array<string, string> the text of each page, by file name */
function pages(): array
{
    $pages = $functions = $classes = [];
    foreach (get_defined_functions()['user'] as $name) {
        $function = new ReflectionFunction($name);
        if (!str_starts_with($function->getName(), 'Entrata\\')) {
            continue;
        }
        $short = $function->getShortName();
        $pages["$short.md"] = "# Entrata\\$short()\n\n```text\n" . signature($function, $function->getName()) . "\n```\n\n" . described($function);
        $functions[] = "- [`$short()`]($short.md): " . summary($function->getDocComment());
    }
    foreach ([...get_declared_interfaces(), ...get_declared_classes()] as $name) {
        $class = new ReflectionClass($name);
        if (!str_starts_with($name, 'Entrata\\')) {
            continue;
        }
        $short = $class->getShortName();
        $kind = $class->isInterface() ? 'interface' : 'class';
        $parent = $class->getParentClass();
        $extends = $parent ? " extends {$parent->getName()}" : '';
        $implements = $class->getInterfaceNames() && !$parent ? ' implements ' . implode(', ', $class->getInterfaceNames()) : '';
        $page = "# $name\n\n```text\n$kind $name$extends$implements\n```\n\n" . comment($class->getDocComment())['text'] . "\n";
        foreach ($class->getProperties(ReflectionProperty::IS_PUBLIC) as $property) {
            $page .= "\n- `{$property->getType()} \${$property->getName()}`: " . rtrim(summary($property->getDocComment()) ?: 'see the constructor', '.');
        }
        $page = rtrim($page) . "\n" . shapes($class->getDocComment());
        foreach ($class->getMethods() as $method) {
            if ($method->getDeclaringClass()->getName() === $name) {
                $page .= "\n## {$method->getName()}()\n\n```text\n" . signature($method, $method->getName()) . "\n```\n\n" . described($method);
            }
        }
        $pages["$short.md"] = $page;
        $classes[] = "- [`$short`]($short.md): " . summary($class->getDocComment());
    }
    $index = "# PHP reference\n\nThe extension declares these functions and classes. `scripts/php-reference.php` writes these pages from\n"
        . "[stubs/entrata.php](../../../stubs/entrata.php); a test runs every example.\n\n## Functions\n\n";
    $pages['README.md'] = $index . implode("\n", $functions) . "\n\n## Classes\n\n" . implode("\n", $classes) . "\n";
    return $pages;
}

/** The first sentence of a comment. */
function summary(string|false $comment): string
{
    ['text' => $text, 'tags' => $tags] = comment($comment);
    $text = $text !== '' ? $text : preg_replace('/^\S+<[^>]*>\s*/', '', $tags[0][1] ?? '');
    return preg_replace('/\s+/', ' ', preg_split('/(?<=\.)\s/', $text)[0]);
}

if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    $check = in_array('--check', $argv, true);
    $wrong = [];
    foreach (pages() as $file => $text) {
        if ($check && @file_get_contents(FOLDER . "/$file") !== $text) {
            $wrong[] = $file;
        } elseif (!$check) {
            @mkdir(FOLDER, recursive: true);
            file_put_contents(FOLDER . "/$file", $text);
        }
    }
    foreach (array_diff(array_map(basename(...), glob(FOLDER . '/*.md')), array_keys(pages())) as $stray) {
        $check ? $wrong[] = $stray : unlink(FOLDER . "/$stray");
    }
    if ($wrong !== []) {
        fwrite(STDERR, 'Out of date: ' . implode(', ', $wrong) . ". Run: php -n scripts/php-reference.php\n");
        exit(1);
    }
}
