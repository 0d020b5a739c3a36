<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use Entrata\Event\Event;
use Entrata\Exception\ApiException;
use Entrata\Exception\ToursNotSupportedException;
use Entrata\Exception\ValidationException;
use Entrata\Testing\FakePortal;
use PHPUnit\Framework\TestCase;

/** The fake follows the rules of the extension. examples/php/testing has a test suite that uses it. */
final class FakePortalTest extends TestCase
{
    private const DATE = '2026-12-01';
    private const TIME = '10:00 MST - 10:30 MST';

    private FakePortal $portal;

    protected function setUp(): void
    {
        $this->portal = (new FakePortal())->addHouse(12, 739076, [self::DATE => [self::TIME, '11:00 MST - 11:30 MST']])
            ->addHouse(13, 739083, null)->addViewing(7, 12, self::DATE, self::TIME)->addViewing(8, 12, self::DATE, self::TIME);
    }

    public function test_a_viewing_becomes_one_lead(): void
    {
        $first = $this->portal->sendLeadToEntrataFromViewing(7);
        self::assertSame(['CONFIRMED', '30001'], [$first['status'], $first['externalId']]);
        self::assertSame($first, $this->portal->sendLeadToEntrataFromViewing(7));
    }

    public function test_a_pending_lead_is_delivered_by_a_job(): void
    {
        $this->portal->leavePending();
        self::assertSame('PENDING', $this->portal->sendLeadToEntrataFromViewing(7)['status']);
        self::assertSame(2, $this->portal->runJobs());
        self::assertSame('CONFIRMED', $this->portal->sendLeadToEntrataFromViewing(7)['status']);
    }

    public function test_a_taken_slot_is_no_longer_offered(): void
    {
        self::assertCount(2, $this->portal->getTourAvailability(12)['tourTimes'][0]['slots']);
        $this->portal->sendLeadToEntrataFromViewing(7);
        $times = $this->portal->getTourAvailability(12, '12-2026');
        self::assertSame('11:00 MST - 11:30 MST', $times['tourTimes'][0]['slots'][0]['raw']['time']);
        self::assertSame([], $this->portal->getTourAvailability(12, '01-2027')['tourTimes']);
        self::assertSame($this->portal->getTourAvailability(12), json_decode($this->portal->getTourAvailabilityJson(12), true));
    }

    public function test_a_tour_that_was_cancelled_at_entrata_frees_its_slot(): void
    {
        $this->portal->sendLeadToEntrataFromViewing(7);
        self::assertSame('CANCELLED', $this->portal->cancelAtEntrata(7)->sendLeadToEntrataFromViewing(7)['status']);
        self::assertSame('CONFIRMED', $this->portal->sendLeadToEntrataFromViewing(8)['status']);
    }

    public function test_what_happens_at_entrata_reaches_a_listener_as_events(): void
    {
        $this->portal->sendLeadToEntrataFromViewing(7);
        $this->portal->moveAtEntrata(7, self::DATE, '11:00 MST - 11:30 MST')->cancelAtEntrata(7)->rejectToken(4711);
        $seen = [];
        $listener = function (Event $event) use (&$seen): void {
            $seen[] = [substr($event::class, strlen('Entrata\Event\\')), $event->cid, $event->viewingId];
        };
        self::assertSame(3, $this->portal->deliverEvents($listener, 3));
        self::assertSame([['LeadConfirmed', 4711, 7], ['TourMoved', 4711, 7], ['TourCancelled', 4711, 7]], $seen);
        try {
            $this->portal->deliverEvents(fn() => throw new DomainException('no mail'));
            self::fail('nothing was thrown');
        } catch (DomainException) {
            self::assertSame([1, 0], [$this->portal->deliverEvents($listener), $this->portal->deliverEvents($listener)]);
        }
    }

    public function test_the_fake_fails_like_the_extension(): void
    {
        $this->portal->failNext('runJobs', new ApiException('down', requestId: 'r-1'));
        $calls = [
            ApiException::class => fn() => $this->portal->runJobs(),
            ToursNotSupportedException::class => fn() => $this->portal->getTourAvailability(13),
            ValidationException::class => fn() => $this->portal->getTourAvailability(99),
        ];
        foreach ($calls as $class => $call) {
            try {
                $call();
                self::fail("$class was not thrown");
            } catch (RuntimeException $thrown) {
                self::assertInstanceOf($class, $thrown);
            }
        }
        self::assertSame(2, $this->portal->runJobs(), 'a failure happens once');
    }

    /** @dataProvider webhooks */
    public function test_webhooks_are_answered_as_the_contract_says(string $query, int $status, string $word): void
    {
        $portal = new FakePortal('the-key-of-this-test');
        $portal->exchangeAuthCode('code', 4711);
        $reply = $portal->handleWebhook($query);
        self::assertSame($status, $reply->status);
        self::assertStringContainsString("\"$word\"", $reply->body);
        self::assertSame($reply->logId, json_decode($reply->body)->response->logId);
    }

    public static function webhooks(): iterable
    {
        $key = 'key=the-key-of-this-test';
        yield 'activation' => ["$key&cid=4711&property_id=5&request_type=activation", 200, 'APPROVED'];
        yield 'suspension' => ["$key&cid=4711&property_id=5&request_type=SUSPENDED", 200, 'SUSPENDED'];
        yield 'code' => ['cid=4712&auth_code=x', 200, 'AUTHENTICATED'];
        yield 'no proof' => ['cid=4711&property_id=5&request_type=ACTIVATION', 401, 'INVALID_CLIENT'];
        yield 'no cid' => [$key, 400, 'MISSING_PARAMETER'];
        yield 'bad property' => ["$key&cid=4711&property_id=x&request_type=ACTIVATION", 400, 'INVALID_PARAMETER'];
        yield 'unknown type' => ["$key&cid=4711&property_id=5&request_type=DANCE", 422, 'UNSUPPORTED_REQUEST_TYPE'];
        yield 'unknown client' => ["$key&cid=9&property_id=5&request_type=ACTIVATION", 404, 'UNKNOWN_CLIENT'];
    }
}
