<?php

/** What people do with the portal: it calls nothing that a step changes by another name. Prints what came of it. */

require __DIR__ . '/db.php';

[, $houseId, $email] = $argv;
$times = getEntrataTourTimes((int) $houseId);
$slot = end($times);
query("INSERT INTO users (first_name, last_name, email) VALUES ('Riley', 'Renter', ?)", [$email]);
query("INSERT INTO viewings (user_id, house_id, message, entrata_tour_date, entrata_tour_time, status)
    VALUES (?, ?, 'Hello', ?, ?, 'REQUESTED')", [db()->lastInsertId(), $houseId, $slot['date'], $slot['time']]);
$viewingId = (int) db()->lastInsertId();
$lead = sendLeadToEntrataFromViewing($viewingId);
$row = query('SELECT status, external_id FROM viewings WHERE id = ?', [$viewingId])->fetch();
echo json_encode(['slot' => $slot, 'lead' => $lead, 'row' => $row]);
