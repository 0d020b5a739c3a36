<?php

$userId = requireUser();
query(
    "INSERT INTO viewing_requests (user_id, house_id, status, message, channel, slot_date, slot_time) VALUES (?, ?, 'PENDING', ?, 'app', ?, ?)",
    [$userId, $_POST['houseId'], $_POST['message'], $_POST['entrataSlotDate'], $_POST['entrataSlotTime']],
);
$viewingId = $mysqli->insert_id;
$lead = sendLeadToEntrataFromViewing($viewingId);
respond(['viewingId' => $viewingId, 'lead' => $lead, 'text' => $lead === '' ? 'We are booking your tour.' : 'Your tour is booked.'], 201);
