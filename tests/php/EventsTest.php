<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use Entrata\Event\ClientUnauthorized;
use Entrata\Event\Event;
use Entrata\Event\LeadConfirmed;
use Entrata\Event\PropertyIngested;
use Entrata\Event\PropertySuspended;
use PHPUnit\Framework\TestCase;

/** What happened, handed to the portal's own code. */
final class EventsTest extends TestCase
{
    private static OwnStage $stage;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_events');
        self::$stage->migrate();
    }

    public static function tearDownAfterClass(): void
    {
        self::$stage->close();
    }

    protected function setUp(): void
    {
        Stage::database()->exec('DELETE FROM portal_events.entrata_events');
        Entrata\configure(['log' => 'off', 'database_url' => self::$stage->settings['ENTRATA_DATABASE_URL']]);
    }

    protected function tearDown(): void
    {
        Entrata\configure([]);
    }

    private static function happened(string $kind, ?int $viewing = null): int
    {
        Stage::database()->prepare('INSERT INTO portal_events.entrata_events (kind, cid, property_id, viewing_id) VALUES (?, 4711, 739076, ?)')
            ->execute([$kind, $viewing]);
        return (int) Stage::database()->lastInsertId();
    }

    public function test_what_a_webhook_causes_reaches_a_listener_of_another_request(): void
    {
        self::$stage->activate(4711, 739076);
        $seen = [];
        $delivered = Entrata\deliverEvents(function (Event $event) use (&$seen): void {
            $seen[] = [$event::class, $event->cid, $event->propertyId, $event->viewingId];
        });
        self::assertSame(1, $delivered);
        self::assertSame([[PropertyIngested::class, 4711, 739076, null]], $seen);
        self::assertSame(0, Entrata\deliverEvents(fn() => self::fail('it came twice')));
    }

    public function test_an_event_has_its_values_and_no_more(): void
    {
        $id = self::happened('LeadConfirmed', 7);
        Entrata\deliverEvents(function (LeadConfirmed $event) use ($id): void {
            self::assertSame([$id, 4711, 739076, 7], [$event->id, $event->cid, $event->propertyId, $event->viewingId]);
            self::assertMatchesRegularExpression('/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/', $event->createdAt);
            self::assertEquals($event, unserialize(serialize($event)));
            self::assertEquals($event, new LeadConfirmed($event->id, 4711, 739076, 7, $event->createdAt));
        });
    }

    public function test_an_exception_of_the_listener_is_thrown_and_the_event_comes_again(): void
    {
        $id = self::happened('PropertySuspended');
        self::happened('LeadConfirmed', 7);
        try {
            Entrata\deliverEvents(fn(PropertySuspended $event) => throw new DomainException("no mail for $event->id"));
            self::fail('nothing was thrown');
        } catch (DomainException $thrown) {
            self::assertSame("no mail for $id", $thrown->getMessage());
        }
        $seen = [];
        $listener = function (Event $event) use (&$seen): void {
            $seen[] = $event::class;
        };
        self::assertSame(1, Entrata\deliverEvents($listener));
        Stage::database()->exec('UPDATE portal_events.entrata_events SET due_at = UTC_TIMESTAMP(3)');
        self::assertSame(1, Entrata\deliverEvents($listener));
        self::assertSame([LeadConfirmed::class, PropertySuspended::class], $seen);
    }

    public function test_a_listener_may_call_the_portal_and_deliver_events_itself(): void
    {
        self::happened('LeadConfirmed', 7);
        self::happened('LeadConfirmed', 8);
        $seen = [];
        $listener = function (Event $event) use (&$seen, &$listener): void {
            $seen[] = $event->viewingId;
            Entrata\runJobs();
            Entrata\deliverEvents($listener);
        };
        self::assertSame(1, Entrata\deliverEvents($listener));
        self::assertSame([7, 8], $seen);
    }

    public function test_no_more_events_come_than_asked_for(): void
    {
        foreach ([1, 2, 3] as $viewing) {
            self::happened('LeadConfirmed', $viewing);
        }
        self::assertSame(0, Entrata\deliverEvents(fn() => self::fail('none was asked for'), 0));
        self::assertSame(2, Entrata\deliverEvents(fn(): int => 0, 2));
        $portal = new Entrata\Portal(['database_url' => self::$stage->settings['ENTRATA_DATABASE_URL']]);
        self::assertSame(1, $portal->deliverEvents(fn(): bool => false));
    }

    public function test_a_listener_that_ends_the_script_ends_it_and_the_event_comes_again(): void
    {
        self::happened('ClientUnauthorized');
        $script = Script::run('Entrata\deliverEvents(function () { echo "exits"; exit(3); }); echo "never";', ['ENTRATA_LOG' => 'off'] + self::$stage->settings);
        self::assertSame(['exits', 3, ''], [$script->output, $script->status, $script->errors]);
        Stage::database()->exec('UPDATE portal_events.entrata_events SET due_at = UTC_TIMESTAMP(3)');
        self::assertSame(1, Entrata\deliverEvents(fn(ClientUnauthorized $event): int => $event->id));
    }

    public function test_what_is_no_listener_is_refused_in_php_s_own_words(): void
    {
        $this->expectException(TypeError::class);
        $this->expectExceptionMessage('Entrata\deliverEvents(): Argument #1 ($listener) must be a valid callback, string given');
        Entrata\deliverEvents('no_such_function');
    }

    public function test_an_event_cannot_be_changed_or_be_of_no_kind(): void
    {
        $event = new LeadConfirmed(1, 2, null, null, '2026-12-01T10:00:00Z');
        $bad = [
            fn() => $event->id = 2,
            fn() => $event->more = 2,
            fn() => $event->__construct(9, 9, 9, 9, ''),
            fn() => new Event(1, 2, null, null, ''),
            fn() => new LeadConfirmed('x', 2, null, null, ''),
            fn() => new LeadConfirmed(1),
        ];
        foreach ($bad as $change) {
            try {
                $change();
                self::fail('nothing was thrown');
            } catch (Error) {
                self::assertSame([1, 2, null], [$event->id, $event->cid, $event->propertyId]);
            }
        }
    }
}
