<?php

/**
 * Prints what is linked into the extension as a CycloneDX SBOM: each crate with its version, license and checksum.
 *
 *     php -n scripts/sbom.php >entrata.cdx.json
 */

declare(strict_types=1);

chdir(dirname(__DIR__));
$target = PHP_OS_FAMILY === 'Linux' ? php_uname('m') . '-unknown-linux-gnu' : '';
$command = "cargo metadata --locked --format-version 1 --features php --filter-platform $target";
$metadata = json_decode((string) shell_exec($command), true, flags: JSON_THROW_ON_ERROR);
$packages = array_column($metadata['packages'], null, 'id');
$nodes = array_column($metadata['resolve']['nodes'], null, 'id');

/** @return list<string> the ids of the crates that a crate links; not what it needs to build or to test */
function linked(array $node): array
{
    $isLinked = fn(array $dependency): bool => in_array(null, array_column($dependency['dep_kinds'], 'kind'), true);
    return array_column(array_filter($node['deps'], $isLinked), 'pkg');
}

/** @return array<string, string> the SHA-256 of each crate by `name version` */
function checksums(string $lock): array
{
    preg_match_all('/name = "(.*)"\nversion = "(.*)"\nsource = .*\nchecksum = "(.*)"/', $lock, $found, PREG_SET_ORDER);
    return array_column(array_map(fn(array $crate): array => ["$crate[1] $crate[2]", $crate[3]], $found), 1, 0);
}

$purl = fn(string $id): string => "pkg:cargo/{$packages[$id]['name']}@{$packages[$id]['version']}";
$checksums = checksums((string) file_get_contents('Cargo.lock'));
$root = $metadata['resolve']['root'];
$seen = [$root => linked($nodes[$root])];
for ($left = $seen[$root]; $left !== [];) {
    $id = array_pop($left);
    if (!isset($seen[$id])) {
        $seen[$id] = linked($nodes[$id]);
        array_push($left, ...$seen[$id]);
    }
}

$component = function (string $id) use ($packages, $purl, $checksums): array {
    ['name' => $name, 'version' => $version, 'license' => $license] = $packages[$id];
    $checksum = $checksums["$name $version"] ?? null;
    return array_filter([
        'type' => 'library',
        'bom-ref' => $purl($id),
        'name' => $name,
        'version' => $version,
        'hashes' => $checksum === null ? null : [['alg' => 'SHA-256', 'content' => $checksum]],
        'licenses' => $license === null ? null : [['expression' => str_replace('/', ' OR ', $license)]],
        'purl' => $purl($id),
    ]);
};
$components = array_map($component, array_diff(array_keys($seen), [$root]));
usort($components, fn(array $one, array $other): int => $one['bom-ref'] <=> $other['bom-ref']);
$dependencies = array_map(
    fn(string $id): array => ['ref' => $purl($id), 'dependsOn' => array_map($purl, $seen[$id])],
    array_keys($seen),
);
usort($dependencies, fn(array $one, array $other): int => $one['ref'] <=> $other['ref']);

echo json_encode([
    'bomFormat' => 'CycloneDX',
    'specVersion' => '1.5',
    'version' => 1,
    'metadata' => ['component' => $component($root)],
    'components' => $components,
    'dependencies' => $dependencies,
], JSON_THROW_ON_ERROR | JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES), "\n";
