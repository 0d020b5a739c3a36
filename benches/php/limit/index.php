<?php

/** The least page that a webhook could be: its two durable commits, and nothing decided. */

declare(strict_types=1);

require __DIR__ . '/../best/db.php';
require __DIR__ . '/limit.php';

commitTwice();
header('Content-Type: application/json');
echo '{}';
