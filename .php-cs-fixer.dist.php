<?php

declare(strict_types=1);

// PER Coding Style for all PHP here, as phpcs.xml has PSR-12. CONTRIBUTING.md says how to run both.
return (new PhpCsFixer\Config())
    // PER writes `catch (A | B $e)`, and so does phpcs; the fixer's set alone would remove these spaces.
    ->setRules(['@PER-CS' => true, 'types_spaces' => ['space_multiple_catch' => 'single']])
    ->setUsingCache(false)
    ->setFinder(
        (new PhpCsFixer\Finder())
            ->in(array_map(
                static fn(string $folder): string => __DIR__ . '/' . $folder,
                ['benches', 'examples', 'php', 'scripts', 'stubs', 'tests'],
            ))
            ->exclude('node_modules')
            ->append([__FILE__]),
    );
