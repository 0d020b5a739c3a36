<?php

/**
 * Books the first open tour time of a home for a renter.
 *
 *     php examples/php/book_a_tour.php HOUSE EMAIL
 */

declare(strict_types=1);

use Portal\Database\Database;

require __DIR__ . '/../../php/db.php';

[, $house, $email] = $argv + [1 => '0', 2 => ''];
$slot = Entrata\getTourAvailability((int) $house)['tourTimes'][0]['slots'][0]
    ?? exit("No tour time is open in the next 30 days.\n");

// The row is enough for the lead to be delivered, even if this program ends with the next line.
$database = Database::shared();
$database->change("INSERT IGNORE INTO users (role, first_name, last_name, email, phone)
    VALUES ('USER', 'Riley', 'Renter', ?, '312-555-0100')", [$email]);
$viewing = $database->transaction(static function (Database $database) use ($house, $email, $slot): int {
    $database->change(
        "INSERT INTO viewings (user_id, house_id, status, tour_type, message, entrata_tour_date, entrata_tour_time)
            SELECT id, ?, 'REQUESTED', 'AGENT_GUIDED', 'Is there a bike room?', ?, ? FROM users WHERE email = ?",
        // Date and time go back exactly as Entrata wrote them.
        [$house, $slot['raw']['date'], $slot['raw']['time'], $email],
    );
    return $database->lastId();
});

try {
    $lead = sendLeadToEntrataFromViewing($viewing);
} catch (Entrata\Exception\SlotUnavailableException) {
    exit("This time is no longer available.\n");
}
echo match ($lead['status']) {
    'CONFIRMED' => "{$slot['label']} is booked: viewing {$lead['viewingId']}, lead {$lead['externalId']}\n",
    'PENDING' => "Entrata cannot be reached right now: viewing {$lead['viewingId']} will be delivered\n",
};
