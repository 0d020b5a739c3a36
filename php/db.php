<?php

/**
 * The names that the portal's code has always called. Each one calls the extension; nothing else happens here.
 */

declare(strict_types=1);

require_once __DIR__ . '/autoload.php';

/**
 * Logs a webhook and returns its unique log id.
 */
function logWebhook(
    ?string $requestType,
    ?int $cid,
    ?int $propertyId,
    #[\SensitiveParameter]
    string $rawQuery,
    ?string $remoteAddr = null,
): string {
    return Entrata\logWebhook($requestType, $cid, $propertyId, $rawQuery, $remoteAddr);
}

/**
 * Delivers a viewing's lead to Entrata.
 *
 * @return array{viewingId: int, status: string, externalId: ?string, start: ?string, end: ?string}
 */
function sendLeadToEntrataFromViewing(int $viewingId): array
{
    return Entrata\sendLeadToEntrataFromViewing($viewingId);
}

/**
 * Returns a property's tour times in the shape of before: Entrata's texts by day, in Entrata's order.
 *
 * `$subdomain` and `$propertyId` are Entrata's. `$accessToken` is not used: the extension has the company's own.
 * `$requestedMonth` is `MM-YYYY`; null or an empty string means the next 30 days.
 *
 * @return array<string, list<string>>|string `['2026-12-01' => ['10:00 MST - 10:30 MST', …]]`, or the word
 *     `TOURS_NOT_SUPPORTED`
 * @throws Entrata\Exception\EntrataException
 * @throws Portal\Http\Problem if no home of the property is known
 */
function getTourTimeSlots(
    ?string $subdomain,
    #[\SensitiveParameter]
    ?string $accessToken,
    int $propertyId,
    ?string $requestedMonth = null,
    ?string $tourType = null,
): array|string {
    return Portal\Tours\TourTimeSlots::of($subdomain, $propertyId, $requestedMonth, $tourType);
}
