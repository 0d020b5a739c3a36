<?php

/** What every test here needs; without it, none of them has anything to say. */

declare(strict_types=1);

if (!extension_loaded('entrata')) {
    fwrite(STDERR, <<<'TEXT'
        The extension is not loaded. Build it and name it:
            scripts/build.sh
            php -d extension=target/debug/libentrata.so /usr/bin/phpunit
        or run everything with: make test

        TEXT);
    exit(1);
}

require_once __DIR__ . '/describe.php';
require_once __DIR__ . '/Script.php';
require_once __DIR__ . '/Stage.php';
require_once __DIR__ . '/OwnStage.php';
require_once __DIR__ . '/Pages.php';
require_once __DIR__ . '/WebServer.php';
require_once __DIR__ . '/HostPortal.php';
require_once __DIR__ . '/../../php/autoload.php';

// As Composer does for the package in stubs/.
spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Entrata\\Testing\\')) {
        require dirname(__DIR__, 2) . '/stubs/Testing/' . substr($class, strlen('Entrata\\Testing\\')) . '.php';
    }
});
