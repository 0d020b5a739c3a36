<?php

/** GET: the tour times of a house, as PHP is usually written. The session and the answer are the portal's own. */

declare(strict_types=1);

require __DIR__ . '/../db.php';
require __DIR__ . '/../slots.php';
require __DIR__ . '/../../shared/tour_times.php';
require __DIR__ . '/../../shared/portal.php';

Bench\answerTourTimes();
