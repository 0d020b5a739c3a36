<?php
declare(strict_types=1);

/** All that the pages and endpoints stand on. */

require_once __DIR__ . '/../db.php';
require_once __DIR__ . '/positive_integer.php';
require_once __DIR__ . '/problem.php';
require_once __DIR__ . '/user.php';
require_once __DIR__ . '/session.php';
require_once __DIR__ . '/request.php';
require_once __DIR__ . '/time.php';
require_once __DIR__ . '/houses.php';
require_once __DIR__ . '/tour_times.php';
require_once __DIR__ . '/booking.php';
require_once __DIR__ . '/booking_fields.php';
require_once __DIR__ . '/viewings.php';
require_once __DIR__ . '/../views/layout.php';
require_once __DIR__ . '/../views/words.php';
