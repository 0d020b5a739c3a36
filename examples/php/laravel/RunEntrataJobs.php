<?php

declare(strict_types=1);

namespace App\Jobs;

use Entrata\PortalApi;

/**
 * Runs due jobs of the extension. In an application, `implements ShouldQueue` puts it on a queue. The worker
 * `entrata worker` does the same work, so that losing this job loses nothing.
 */
final class RunEntrataJobs
{
    public function handle(PortalApi $portal): int
    {
        return $portal->runJobs(50);
    }
}
