<?php

declare(strict_types=1);

namespace Entrata\Testing;

use Entrata\Event\Event;

/**
 * The events of a {@see FakePortal} that no listener has taken yet.
 *
 * @internal
 */
final class Outbox
{
    /** @var list<Event> */
    private array $events = [];

    private int $last = 0;

    /** @param class-string<Event> $class */
    public function add(string $class, int $cid, ?int $propertyId = null, ?int $viewingId = null): void
    {
        $this->events[] = new $class(++$this->last, $cid, $propertyId, $viewingId, gmdate('Y-m-d\TH:i:s.000\Z'));
    }

    /**
     * Hands events to a listener, and keeps the one for which it throws.
     *
     * @param callable(Event): mixed $listener
     */
    public function deliver(callable $listener, int $max): int
    {
        $delivered = 0;
        while ($delivered < $max && $this->events !== []) {
            $listener($this->events[0]);
            array_shift($this->events);
            $delivered++;
        }
        return $delivered;
    }
}
