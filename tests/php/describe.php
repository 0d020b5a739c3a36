<?php

declare(strict_types=1);

/**
 * Describes what is declared under the namespace Entrata, by reflection: the same for the extension and for the
 * stub file. Run by itself, it describes the stub file, in a PHP that has not loaded the extension.
 */

/** @return array<string, mixed> every function and class by its name */
function describe(bool $internal): array
{
    $described = [];
    foreach (get_defined_functions()[$internal ? 'internal' : 'user'] as $name) {
        $function = new ReflectionFunction($name);
        if (str_starts_with($function->getName(), 'Entrata\\')) {
            $described[$function->getName() . '()'] = describeFunction($function);
        }
    }
    foreach ([...get_declared_interfaces(), ...get_declared_classes()] as $name) {
        $isOurs = str_starts_with($name, 'Entrata\\') && !str_contains($name, '@anonymous');
        if ($isOurs && (new ReflectionClass($name))->isInternal() === $internal) {
            $described[$name] = describeClass(new ReflectionClass($name));
        }
    }
    ksort($described);
    return $described;
}

/** @return array<string, mixed> */
function describeFunction(ReflectionFunctionAbstract $function): array
{
    return [
        'parameters' => array_map(describeParameter(...), $function->getParameters()),
        'returns' => (string) $function->getReturnType(),
    ];
}

/** @return array<string, mixed> */
function describeParameter(ReflectionParameter $parameter): array
{
    return [
        'name' => $parameter->getName(),
        'type' => (string) $parameter->getType(),
        'default' => $parameter->isOptional() ? var_export($parameter->getDefaultValue(), true) : 'required',
        'by reference' => $parameter->isPassedByReference(),
        'variadic' => $parameter->isVariadic(),
        'attributes' => array_map(fn($attribute) => $attribute->getName(), $parameter->getAttributes()),
    ];
}

/** @return array<string, mixed> */
function describeClass(ReflectionClass $class): array
{
    $properties = $methods = [];
    foreach ($class->getProperties() as $property) {
        if ($property->getDeclaringClass()->getName() === $class->getName()) {
            $properties[$property->getName()] = [
                'modifiers' => Reflection::getModifierNames($property->getModifiers()),
                'type' => (string) $property->getType(),
                'default' => $property->hasDefaultValue() ? var_export($property->getDefaultValue(), true) : 'none',
            ];
        }
    }
    foreach ($class->getMethods() as $method) {
        if ($method->getDeclaringClass()->getName() === $class->getName()) {
            $methods[$method->getName()] = describeFunction($method)
                + ['modifiers' => Reflection::getModifierNames($method->getModifiers())];
        }
    }
    ksort($methods);
    return [
        'modifiers' => Reflection::getModifierNames($class->getModifiers()),
        'parent' => ($class->getParentClass() ?: null)?->getName(),
        'interfaces' => $class->getInterfaceNames(),
        'constants' => array_keys($class->getConstants()),
        'properties' => $properties,
        'methods' => $methods,
    ];
}

/** @return list<string> what the stub file declares without a doc comment */
function undocumented(): array
{
    $named = [];
    foreach (get_defined_functions()['user'] as $name) {
        $named[$name] = new ReflectionFunction($name);
    }
    foreach ([...get_declared_interfaces(), ...get_declared_classes()] as $name) {
        $class = new ReflectionClass($name);
        foreach ([$class, ...$class->getMethods(), ...$class->getProperties()] as $part) {
            $named["$name {$part->getName()}"] = $part;
        }
    }
    $bare = array_filter($named, fn(Reflector $part, string $name): bool
        => stripos($name, 'entrata\\') === 0
        && ($part instanceof ReflectionClass || $part instanceof ReflectionFunction
            || str_starts_with($part->getDeclaringClass()->getName(), 'Entrata\\'))
        && !$part->getDocComment(), ARRAY_FILTER_USE_BOTH);
    return array_keys($bare);
}

/**
 * The named array shapes that are used where their name is unknown: PHPStan and Psalm know a name only in the class that
 * declares or imports it, and in no function.
 *
 * @return list<string>
 */
function unknownShapes(): array
{
    $unknown = [];
    foreach (comments() as $name => $comment) {
        $unknown[$name] = usedShapes($comment);
    }
    foreach ([...get_declared_interfaces(), ...get_declared_classes()] as $name) {
        $class = new ReflectionClass($name);
        if ($class->isUserDefined()) {
            preg_match_all('/@phpstan-(?:import-)?type (\w+)/', (string) $class->getDocComment(), $known);
            $comments = array_map(fn(ReflectionMethod $method): string => (string) $method->getDocComment(), $class->getMethods());
            $unknown[$name] = array_diff(usedShapes(implode("\n", $comments)), $known[1]);
        }
    }
    return array_keys(array_filter($unknown));
}

/** @return list<string> */
function usedShapes(string $comment): array
{
    preg_match_all('/\b[A-Z]\w*Array\b/', $comment, $found);
    return $found[0];
}

/** @return array<string, string> the doc comments of the stub's functions */
function comments(): array
{
    $comments = [];
    foreach (get_defined_functions()['user'] as $name) {
        $function = new ReflectionFunction($name);
        $comments[$function->getName()] = (string) $function->getDocComment();
    }
    return $comments;
}

if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    require dirname(__DIR__, 2) . '/stubs/entrata.php';
    echo json_encode([
        'declared' => describe(internal: false),
        'undocumented' => undocumented(),
        'comments' => comments(),
        'unknownShapes' => unknownShapes(),
    ], JSON_THROW_ON_ERROR);
}
