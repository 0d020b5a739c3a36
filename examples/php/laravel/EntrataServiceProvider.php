<?php

declare(strict_types=1);

namespace App\Providers;

use Entrata\Portal;
use Entrata\PortalApi;
use Illuminate\Support\ServiceProvider;
use Psr\Log\LoggerInterface;

/** Binds the portal with settings from `config/entrata.php`, and logs through Laravel's logger. */
final class EntrataServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        $this->app->singleton(PortalApi::class, fn($app): PortalApi => new Portal($app['config']['entrata']));
    }

    public function boot(LoggerInterface $logger): void
    {
        \Entrata\setLogger($logger->log(...));
    }
}
