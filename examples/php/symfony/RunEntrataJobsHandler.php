<?php

declare(strict_types=1);

namespace App\Entrata;

use Entrata\PortalApi;
use Psr\EventDispatcher\EventDispatcherInterface;

/**
 * Runs due jobs of the extension, and dispatches its events to Symfony's listeners. Tag it `messenger.message_handler`.
 * The worker `entrata worker` does the same, so that losing a message loses nothing.
 */
final class RunEntrataJobsHandler
{
    public function __construct(
        private readonly PortalApi $portal,
        private readonly EventDispatcherInterface $dispatcher,
    ) {}

    public function __invoke(RunEntrataJobs $message): int
    {
        $ran = $this->portal->runJobs($message->max);
        $this->portal->deliverEvents($this->dispatcher->dispatch(...));
        return $ran;
    }
}
