<?php

declare(strict_types=1);

namespace App;

use Entrata\Exception\SlotUnavailableException;
use Entrata\PortalApi;

/** Code of an application: what a renter reads after booking a tour. It depends on the interface alone. */
final class ConfirmationText
{
    public function __construct(private readonly PortalApi $portal) {}

    public function of(int $viewingId): string
    {
        try {
            $lead = $this->portal->sendLeadToEntrataFromViewing($viewingId);
        } catch (SlotUnavailableException $gone) {
            return $gone->getUserMessage();
        }
        return $lead['status'] === 'CONFIRMED' ? "See you at {$lead['start']}." : 'We will let you know.';
    }
}
