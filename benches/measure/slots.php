<?php

/** 1,200 tour slots, and one: in one PHP process each. */

declare(strict_types=1);

require __DIR__ . '/figures.php';
require __DIR__ . '/worker.php';

const HOUSE = [1200];

$workers = workers(['usual', 'best', 'extension', 'limit']);
foreach (['usual', 'best'] as $variant) {
    same('1,200 slots', $workers[$variant]->ask('slots', HOUSE)['result'], $workers['extension']->ask('slots', HOUSE)['result'], "$variant PHP and the extension");
    foreach ([['2026-12-01', '10:00 MST - 10:30 MST'], ['2027-07-01', '09:15 CDT - 10:00 CDT'], ['2026-12-31', '23:30 PST - 23:59 PST']] as $slot) {
        same('one slot', $workers[$variant]->ask('convert', $slot)['result'], $workers['extension']->ask('convert', $slot)['result'], "$variant PHP and the extension");
    }
}

/** @return list<float> milliseconds */
$five = fn(Worker $worker, string $work, array $arguments): array => array_map(fn(float $us): float => $us / 1000, $worker->ask($work, $arguments, 5)['took']);
$slots = $one = [];
for ($round = 0; $round < (quick() ? 5 : 40); $round++) {
    foreach ($workers as $variant => $worker) {
        $slots[$variant] = [...$slots[$variant] ?? [], ...$five($worker, 'slots', $variant === 'limit' ? [] : HOUSE)];
        if ($variant === 'limit') {
            $slots['read'] = [...$slots['read'] ?? [], ...$five($worker, 'read and decode', HOUSE)];
        }
        $work = $variant === 'limit' ? 'nothing' : 'convert';
        $one[$variant][] = $worker->ask($work, ['2026-12-01', '10:00 MST - 10:30 MST'], 5000, true)['took'][0];
    }
}
keep('slots', $slots);
keep('convert', $one);
