<?php

/**
 * A confirmed tour as a calendar file.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Http\Caller;
use Portal\Http\Input;
use Portal\Http\Page;
use Portal\Http\Problem;
use Portal\Http\Request;
use Portal\Tours\CalendarFile;
use Portal\Tours\Tours;
use Portal\Tours\TourStatus;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    Request::requireMethod('GET', 'HEAD');
    $tour = Tours::find(Session::requireUser(), Input::positiveInteger($_GET['tour'] ?? null));
    if ($tour->status !== TourStatus::Confirmed || $tour->startsAt === null) {
        throw Problem::unknownPage('Only a confirmed tour can be added to a calendar.');
    }
    header('Content-Type: text/calendar; charset=utf-8');
    header("Content-Disposition: attachment; filename=\"tour-$tour->id.ics\"");
    header('Cache-Control: no-store');
    header('X-Content-Type-Options: nosniff');
    echo CalendarFile::of($tour, (string) parse_url('http://' . Caller::current()->host, PHP_URL_HOST));
});
