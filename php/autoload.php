<?php

/**
 * Loads the classes of `Portal\` from `src/` (PSR-4), for an installation without Composer. With Composer, its own
 * autoloader does the same.
 */

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    if (!str_starts_with($class, 'Portal\\')) {
        return;
    }
    $file = __DIR__ . '/src/' . strtr(substr($class, strlen('Portal\\')), '\\', '/') . '.php';
    if (is_file($file)) {
        require $file;
    }
});

require_once __DIR__ . '/src/View/functions.php';
