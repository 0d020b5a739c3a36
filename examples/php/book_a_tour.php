<?php

/**
 * Books the first free tour of a house for a renter.
 *
 *     php examples/php/book_a_tour.php HOUSE EMAIL
 */

declare(strict_types=1);

require __DIR__ . '/../../php/db.php';

[, $house, $email] = $argv + [1 => '0', 2 => ''];
$slot = Entrata\getTourAvailability((int) $house)['tourTimes'][0]['slots'][0]
    ?? exit("No tour is free in the next 30 days.\n");

// The row is the wish: from here on the lead is delivered, even if this program ends with the next line.
query("INSERT IGNORE INTO users (role, first_name, last_name, email, phone)
    VALUES ('USER', 'Riley', 'Renter', ?, '312-555-0100')", [$email]);
query(
    "INSERT INTO viewings (user_id, house_id, status, tour_type, message, entrata_tour_date, entrata_tour_time)
        SELECT id, ?, 'REQUESTED', 'AGENT_GUIDED', 'Is there a bicycle room?', ?, ? FROM users WHERE email = ?",
    // What goes back is what Entrata wrote, to the letter.
    [$house, $slot['raw']['date'], $slot['raw']['time'], $email],
);

try {
    $lead = Entrata\sendLeadToEntrataFromViewing((int) db()->lastInsertId());
} catch (Entrata\Exception\SlotUnavailableException) {
    exit("Somebody was quicker.\n");
}
echo match ($lead['status']) {
    'CONFIRMED' => "{$slot['label']} is booked: viewing {$lead['viewingId']}, lead {$lead['externalId']}\n",
    'PENDING' => "Entrata cannot be reached just now: viewing {$lead['viewingId']} will be delivered\n",
};
