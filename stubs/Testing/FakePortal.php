<?php

declare(strict_types=1);

namespace Entrata\Testing;

use Entrata\Event\ClientUnauthorized;
use Entrata\Event\LeadConfirmed;
use Entrata\Event\LeadRejected;
use Entrata\Event\PropertyIngested;
use Entrata\Event\PropertySuspended;
use Entrata\Event\TourCancelled;
use Entrata\Event\TourMoved;
use Entrata\Exception\EntrataException;
use Entrata\Exception\SlotUnavailableException;
use Entrata\Exception\ToursNotSupportedException;
use Entrata\Exception\ValidationException;
use Entrata\PortalApi;
use Entrata\Reply;

/**
 * A portal in memory, for tests of code that depends on {@see PortalApi}: no database, no Entrata. It follows the rules
 * of the sandbox: a slot is offered once, a viewing becomes one lead, a webhook must prove its sender.
 *
 * ```php
 * $portal = new FakePortal();
 * $portal->addHouse(12, 739076, ['2026-12-01' => ['10:00 MST - 10:30 MST']]);
 * $portal->addViewing(7, 12, '2026-12-01', '10:00 MST - 10:30 MST');
 * (new BookTour($portal))(7);
 * assert($portal->sendLeadToEntrataFromViewing(7)['status'] === 'CONFIRMED');
 * ```
 *
 * @phpstan-import-type TourTimesArray from PortalApi
 * @phpstan-import-type LeadArray from PortalApi
 * @phpstan-import-type ClientArray from PortalApi
 * @phpstan-import-type SlotArray from PortalApi
 */
final class FakePortal implements PortalApi
{
    /** @var array<int, array{cid: int, property: int, slots: array<string, list<string>>|null}> */
    private array $houses = [];

    /** @var array<int, array{house: int, date: string, time: string, tourType: string, status: string, externalId: string|null}> */
    private array $viewings = [];

    /** @var array<int, ClientArray> */
    private array $clients = [];

    /** @var array<int, string> The status of each property that a webhook named. */
    private array $properties = [];

    /** @var array<string, list<EntrataException>> */
    private array $failures = [];

    /** @var list<array{string, list<mixed>}> */
    private array $calls = [];

    private readonly Outbox $outbox;

    private int $lastLead = 30000;
    private int $pending = 0;

    /** @param string $webhookKey the `key` that authenticates a webhook */
    public function __construct(
        private readonly string $webhookKey = 'webhook-key-of-the-fake',
        private readonly string $timeZone = 'America/Chicago',
    ) {
        $this->outbox = new Outbox();
    }

    /**
     * Adds a house and the slots that its property offers; null: the property offers no tours.
     *
     * @param array<string, list<string>>|null $slots Entrata's texts, by Entrata's date
     */
    public function addHouse(int $id, int $entrataPropertyId, ?array $slots = [], int $cid = 4711): self
    {
        $this->houses[$id] = ['cid' => $cid, 'property' => $entrataPropertyId, 'slots' => $slots];
        return $this;
    }

    /** Adds a row of `viewings`. */
    public function addViewing(
        int $id,
        int $houseId,
        string $date,
        string $time,
        string $tourType = 'AGENT_GUIDED',
    ): self {
        $this->viewings[$id] = [
            'house' => $houseId, 'date' => $date, 'time' => $time, 'tourType' => $tourType,
            'status' => 'REQUESTED', 'externalId' => null,
        ];
        return $this;
    }

    /** Makes the next call of a method throw. */
    public function failNext(string $method, EntrataException $exception): self
    {
        $this->failures[$method][] = $exception;
        return $this;
    }

    /** Leaves the next leads pending, as if Entrata did not respond; `runJobs()` delivers them. */
    public function leavePending(int $leads = 1): self
    {
        $this->pending += $leads;
        return $this;
    }

    /** Cancels a confirmed tour, as the property's staff would at Entrata. */
    public function cancelAtEntrata(int $viewingId): self
    {
        $this->viewing($viewingId);
        $this->viewings[$viewingId]['status'] = 'CANCELLED';
        $this->report(TourCancelled::class, $viewingId);
        return $this;
    }

    /** Moves a confirmed tour to another time, as the property's staff would at Entrata. */
    public function moveAtEntrata(int $viewingId, string $date, string $time): self
    {
        $this->viewings[$viewingId] = ['date' => $date, 'time' => $time] + $this->viewing($viewingId);
        $this->report(TourMoved::class, $viewingId);
        return $this;
    }

    /** Makes Entrata reject a client's token, until `exchangeAuthCode()` renews it. */
    public function rejectToken(int $cid): self
    {
        $this->exchangeAuthCode('a code', $cid);
        $this->clients[$cid]['status'] = 'REAUTH_REQUIRED';
        $this->outbox->add(ClientUnauthorized::class, $cid);
        return $this;
    }

    /**
     * Returns the arguments of each call of a method so far.
     *
     * @return list<list<mixed>>
     */
    public function callsOf(string $method): array
    {
        return array_column(array_filter($this->calls, fn(array $call): bool => $call[0] === $method), 1);
    }

    public function logWebhook(
        ?string $requestType,
        ?int $cid,
        ?int $propertyId,
        #[\SensitiveParameter]
        string $rawQuery,
        ?string $remoteAddr = null,
    ): string {
        $this->record(__FUNCTION__, [$requestType, $cid, $propertyId, $rawQuery, $remoteAddr]);
        return sprintf('%08x-0000-7000-8000-%012x', time(), count($this->calls));
    }

    public function handleWebhook(
        #[\SensitiveParameter]
        string $rawQuery,
        ?string $remoteAddr = null,
        ?string $logId = null,
    ): Reply {
        $logId ??= $this->logWebhook(null, null, null, $rawQuery, $remoteAddr);
        $this->record(__FUNCTION__, [$rawQuery, $remoteAddr, $logId]);
        parse_str($rawQuery, $query);
        $type = strtoupper((string) ($query['request_type'] ?? ''));
        $cid = filter_var($query['cid'] ?? null, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1]]);
        $property = filter_var($query['property_id'] ?? null, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1]]);
        $status = [
            'ACTIVATION' => 'APPROVED',
            'SUSPENDED' => 'SUSPENDED',
            'CHANGE_FEED_TYPE' => 'FEED_TYPE_CHANGED',
            '' => 'AUTHENTICATED',
        ][$type] ?? null;
        [$code, $error] = match (true) {
            !hash_equals($this->webhookKey, (string) ($query['key'] ?? '')) && !isset($query['auth_code'])
                => [401, 'INVALID_CLIENT'],
            $cid === false => [400, isset($query['cid']) ? 'INVALID_PARAMETER' : 'MISSING_PARAMETER'],
            $status === null => [422, 'UNSUPPORTED_REQUEST_TYPE'],
            $type !== '' && $property === false
                => [400, isset($query['property_id']) ? 'INVALID_PARAMETER' : 'MISSING_PARAMETER'],
            !isset($query['auth_code']) && !isset($this->clients[$cid]) => [404, 'UNKNOWN_CLIENT'],
            default => [200, null],
        };
        if ($error !== null) {
            return $this->reply($logId, $code, ['error' => ['code' => $error, 'message' => 'See the code.']]);
        }
        if (isset($query['auth_code'])) {
            $this->exchangeAuthCode((string) $query['auth_code'], (int) $cid);
        }
        if ($type !== '') {
            $this->decide((int) $cid, (int) $property, $type === 'SUSPENDED' ? 'SUSPENDED' : 'ACTIVE');
        }
        return $this->reply($logId, 200, ['result' => array_filter([
            'status' => $status,
            'requestType' => $type === '' ? null : $type,
            'cid' => $cid,
            'propertyId' => $property ?: null,
        ], fn(mixed $value): bool => $value !== null)]);
    }

    public function exchangeAuthCode(#[\SensitiveParameter] string $authCode, int $cid): array
    {
        $this->record(__FUNCTION__, [$authCode, $cid]);
        $this->clients[$cid] ??= [
            'cid' => $cid, 'subdomain' => "company$cid", 'companyName' => "Company $cid", 'status' => 'ACTIVE',
            'tokenExpiresAt' => null,
            'propertyOperatorId' => count($this->clients) + 1,
            'agentId' => count($this->clients) + 1,
        ];
        $this->clients[$cid]['status'] = 'ACTIVE';
        return $this->clients[$cid];
    }

    public function ingestProperty(int $cid, int $propertyId): array
    {
        $this->record(__FUNCTION__, [$cid, $propertyId]);
        $houses = count(array_filter($this->houses, fn(array $house): bool => $house['property'] === $propertyId));
        $this->outbox->add(PropertyIngested::class, $cid, $propertyId);
        return ['houses' => $houses, 'images' => 0, 'retired' => 0, 'skipped' => []];
    }

    public function getTourAvailability(int $propertyId, ?string $month = null, ?string $tourType = null): array
    {
        $this->record(__FUNCTION__, [$propertyId, $month, $tourType]);
        $house = $this->house($propertyId);
        $days = [];
        foreach ($this->slotsOf($house) as $date => $times) {
            foreach ($times as $time) {
                if ($this->isTaken($house['property'], $date, $time)) {
                    continue;
                }
                $slot = $this->convertTourTime($date, $time);
                $day = substr($slot['start'], 0, 10);
                if ($month === null || substr($day, 5, 2) . '-' . substr($day, 0, 4) === $month) {
                    $days[$day][] = $slot;
                }
            }
        }
        ksort($days);
        return [
            'propertyId' => $propertyId,
            'entrataPropertyId' => $house['property'],
            'timeZone' => $this->timeZone,
            'tourType' => $tourType ?? 'AGENT_GUIDED',
            'tourTimes' => array_map(
                fn(string $day, array $slots): array => ['date' => $day, 'slots' => $slots],
                array_keys($days),
                $days,
            ),
            'unreadable' => [],
        ];
    }

    public function getTourAvailabilityJson(int $propertyId, ?string $month = null, ?string $tourType = null): string
    {
        $times = $this->getTourAvailability($propertyId, $month, $tourType);
        return json_encode($times, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
    }

    public function convertTourTime(string $date, string $time, ?string $timeZone = null): array
    {
        return \Entrata\convertTourTime($date, $time, $timeZone ?? $this->timeZone);
    }

    public function sendLeadToEntrataFromViewing(int $viewingId): array
    {
        $this->record(__FUNCTION__, [$viewingId]);
        $viewing = $this->viewing($viewingId);
        if ($viewing['status'] === 'REQUESTED' && $this->pending > 0) {
            $this->pending--;
            return $this->lead($viewingId, 'PENDING');
        }
        if ($viewing['status'] === 'REQUESTED') {
            $house = $this->house($viewing['house']);
            $offered = in_array($viewing['time'], $this->slotsOf($house)[$viewing['date']] ?? [], true);
            if (!$offered || $this->isTaken($house['property'], $viewing['date'], $viewing['time'])) {
                $this->viewings[$viewingId]['status'] = 'REJECTED';
                $this->report(LeadRejected::class, $viewingId);
                throw new SlotUnavailableException("the slot of viewing $viewingId is not available");
            }
            $this->viewings[$viewingId]['status'] = 'CONFIRMED';
            $this->viewings[$viewingId]['externalId'] = (string) ++$this->lastLead;
            $this->report(LeadConfirmed::class, $viewingId);
        }
        return $this->lead($viewingId, $this->viewings[$viewingId]['status']);
    }

    public function call(int $cid, string $service, string $method, array $params = [], ?string $version = null): array
    {
        $this->record(__FUNCTION__, [$cid, $service, $method, $params, $version]);
        return [];
    }

    public function runJobs(int $max = 10): int
    {
        $this->record(__FUNCTION__, [$max]);
        $isWaiting = fn(array $viewing): bool => $viewing['status'] === 'REQUESTED';
        $waiting = array_keys(array_filter($this->viewings, $isWaiting));
        $ran = 0;
        foreach (array_slice($waiting, 0, $max) as $viewingId) {
            try {
                $this->sendLeadToEntrataFromViewing($viewingId);
            } catch (SlotUnavailableException) {
                // The viewing is rejected, which ends its job as well.
            }
            $ran++;
        }
        return $ran;
    }

    public function deliverEvents(callable $listener, int $max = 100): int
    {
        $this->record(__FUNCTION__, [$listener, $max]);
        return $this->outbox->deliver($listener, $max);
    }

    public function check(): array
    {
        $this->record(__FUNCTION__, []);
        return [['name' => 'settings', 'ok' => true, 'message' => 'a fake portal in memory']];
    }

    /** Returns `ACTIVE`, `SUSPENDED`, or null for a property that no webhook has named. */
    public function propertyStatus(int $propertyId): ?string
    {
        return $this->properties[$propertyId] ?? null;
    }

    private function decide(int $cid, int $property, string $status): void
    {
        if ($status === 'SUSPENDED' && ($this->properties[$property] ?? null) === 'ACTIVE') {
            $this->outbox->add(PropertySuspended::class, $cid, $property);
        }
        $this->properties[$property] = $status;
    }

    /** @param class-string<\Entrata\Event\Event> $event */
    private function report(string $event, int $viewingId): void
    {
        $house = $this->house($this->viewings[$viewingId]['house']);
        $this->outbox->add($event, $house['cid'], $house['property'], $viewingId);
    }

    /** @param list<mixed> $arguments */
    private function record(string $method, array $arguments): void
    {
        $this->calls[] = [$method, $arguments];
        if (($this->failures[$method] ?? []) !== []) {
            throw array_shift($this->failures[$method]);
        }
    }

    /** @return array{cid: int, property: int, slots: array<string, list<string>>|null} */
    private function house(int $id): array
    {
        return $this->houses[$id] ?? throw new ValidationException(
            "house $id is not an Entrata property",
            httpStatus: 404,
            errorCode: 'NOT_AN_ENTRATA_PROPERTY',
        );
    }

    /**
     * @param array{cid: int, property: int, slots: array<string, list<string>>|null} $house
     *
     * @return array<string, list<string>>
     */
    private function slotsOf(array $house): array
    {
        return $house['slots'] ?? throw new ToursNotSupportedException(
            "property {$house['property']} offers no tours",
            entrataCode: 314,
        );
    }

    /** @return array{house: int, date: string, time: string, tourType: string, status: string, externalId: string|null} */
    private function viewing(int $id): array
    {
        $error = ['field' => 'viewingId', 'message' => "$id does not exist"];
        return $this->viewings[$id] ?? throw new ValidationException("viewingId: $id does not exist", errors: [$error]);
    }

    private function isTaken(int $property, string $date, string $time): bool
    {
        foreach ($this->viewings as $viewing) {
            $sameSlot = [$viewing['date'], $viewing['time']] === [$date, $time];
            $sameProperty = ($this->houses[$viewing['house']]['property'] ?? null) === $property;
            if ($viewing['status'] === 'CONFIRMED' && $sameSlot && $sameProperty) {
                return true;
            }
        }
        return false;
    }

    /** @return LeadArray */
    private function lead(int $viewingId, string $status): array
    {
        $viewing = $this->viewings[$viewingId];
        $slot = $this->convertTourTime($viewing['date'], $viewing['time']);
        return [
            'viewingId' => $viewingId,
            'status' => $status,
            'externalId' => $viewing['externalId'],
            'start' => $slot['start'],
            'end' => $slot['end'],
        ];
    }

    /** @param array<string, mixed> $body */
    private function reply(string $logId, int $code, array $body): Reply
    {
        $response = ['response' => ['logId' => $logId, 'code' => $code] + $body];
        $json = json_encode($response, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
        return new Reply($code, $json, $logId, ['Content-Type' => 'application/json']);
    }
}
