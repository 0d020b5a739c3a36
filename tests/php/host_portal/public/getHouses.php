<?php

// What the app lists: a home without coordinates cannot be shown on the map.
respond(['houses' => query('SELECT id, title, city, price_pm FROM houses WHERE status = 1 AND deleted_at IS NULL
    AND lat IS NOT NULL AND lng IS NOT NULL AND (number_available IS NULL OR number_available > 0) ORDER BY id')]);
