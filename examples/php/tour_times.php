<?php

/**
 * Prints when a house can be toured: in the zone of the portal's people, and as Entrata wrote it.
 *
 *     php examples/php/tour_times.php HOUSE [MM-YYYY]
 */

declare(strict_types=1);

try {
    $times = Entrata\getTourAvailability((int) ($argv[1] ?? 0), $argv[2] ?? null);
} catch (Entrata\Exception\ToursNotSupportedException) {
    exit("This property offers no tours: call its office instead.\n");
}

foreach ($times['tourTimes'] as ['date' => $date, 'slots' => $slots]) {
    foreach ($slots as $slot) {
        echo "$date {$slot['label']}  (Entrata: {$slot['raw']['date']} {$slot['raw']['time']})\n";
    }
}
foreach ($times['unreadable'] as $slot) {
    fwrite(STDERR, "Unreadable: {$slot['date']} {$slot['time']}\n");
}
