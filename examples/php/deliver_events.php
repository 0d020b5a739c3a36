<?php

/**
 * Delivers the events that are due. Run it from cron or a queue; an event comes again if its mail fails. The worker can
 * do the same with `--event-command`, which gets each event as JSON.
 */

declare(strict_types=1);

use Entrata\Event\ClientUnauthorized;
use Entrata\Event\Event;
use Entrata\Event\LeadConfirmed;
use Entrata\Event\LeadRejected;
use Entrata\Event\TourCancelled;
use Entrata\Event\TourMoved;

$delivered = Entrata\deliverEvents(static function (Event $event): void {
    $mail = match ($event::class) {
        LeadConfirmed::class => "your tour is confirmed (viewing $event->viewingId)",
        LeadRejected::class => "choose another time (viewing $event->viewingId)",
        TourCancelled::class => "your tour was cancelled (viewing $event->viewingId)",
        TourMoved::class => "your tour has another time (viewing $event->viewingId)",
        ClientUnauthorized::class => "ask company $event->cid to connect again",
        default => null,
    };
    if ($mail !== null) {
        // Your mailer. It may throw: the event is then delivered again.
        echo $mail, "\n";
    }
});
echo $delivered === 1 ? "1 event delivered\n" : "$delivered events delivered\n";
