<?php

/** From one to eight FPM workers: webhooks a second. */

declare(strict_types=1);

require __DIR__ . '/figures.php';
require __DIR__ . '/load.php';

$found = [];
[$seconds, $rounds] = quick() ? [1.0, 1] : [2.0, 5];
for ($round = 0; $round < $rounds; $round++) {
    foreach ([1, 2, 4, 8] as $workers) {
        $found[$workers][] = throughput("grow-$workers", 'webhook', $seconds, 16);
    }
}
foreach ($found as $workers => $values) {
    keep("FPM workers, $workers", ['extension' => $values]);
}
