<?php

declare(strict_types=1);

namespace App\Jobs;

use Entrata\PortalApi;
use Illuminate\Contracts\Events\Dispatcher;

/**
 * Runs due jobs of the extension, and dispatches its events to Laravel's listeners. In an application,
 * `implements ShouldQueue` puts it on a queue. The worker `entrata worker` does the same work, so that losing this job
 * loses nothing.
 */
final class RunEntrataJobs
{
    public function handle(PortalApi $portal, Dispatcher $events): int
    {
        $ran = $portal->runJobs(50);
        $portal->deliverEvents($events->dispatch(...));
        return $ran;
    }
}
