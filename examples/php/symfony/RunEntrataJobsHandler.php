<?php

declare(strict_types=1);

namespace App\Entrata;

use Entrata\PortalApi;

/**
 * Runs due jobs of the extension. Tag it `messenger.message_handler`. The worker `entrata worker` does the same, so
 * that losing a message loses nothing.
 */
final class RunEntrataJobsHandler
{
    public function __construct(private readonly PortalApi $portal)
    {
    }

    public function __invoke(RunEntrataJobs $message): int
    {
        return $this->portal->runJobs($message->max);
    }
}
