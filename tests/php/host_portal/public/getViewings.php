<?php

// The app's list of tours, in its own words.
$words = ['PENDING' => 'Waiting for the property', 'ACCEPTED' => 'Booked', 'CANCELLED' => 'Cancelled'];
$viewings = query('SELECT id, house_id, status, slot_date, slot_time, external_id FROM viewing_requests WHERE user_id = ? ORDER BY id', [requireUser()]);
respond(['viewings' => array_map(fn(array $viewing): array => ['status' => $words[$viewing['status']]] + $viewing, $viewings)]);
