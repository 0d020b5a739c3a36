<?php

requireUser();
$entrata = entrataPropertyOf((int) $_GET['propertyId']);
$slots = getTourTimeSlots($entrata['subdomain'], $entrata['accessToken'], $entrata['propertyId'], $_GET['month'] ?? null, $_GET['tourType'] ?? null);
respond(['tourTimes' => $slots]);
