<?php

declare(strict_types=1);

use App\Entrata\RunEntrataJobsHandler;
use App\Entrata\WebhookController;
use Entrata\Portal;
use Entrata\PortalApi;
use Symfony\Component\DependencyInjection\Loader\Configurator\ContainerConfigurator;

use function Symfony\Component\DependencyInjection\Loader\Configurator\env;
use function Symfony\Component\DependencyInjection\Loader\Configurator\service;

/** `config/services.php`: the portal with settings from Symfony's environment or its secrets vault. */
return static function (ContainerConfigurator $container): void {
    $services = $container->services()->defaults()->autowire()->public();
    $services->set(Portal::class)->args([[
        'database_url' => env('ENTRATA_DATABASE_URL'),
        'client_id' => env('ENTRATA_CLIENT_ID'),
        'client_secret' => env('ENTRATA_CLIENT_SECRET'),
        'token_key' => env('ENTRATA_TOKEN_KEY'),
    ]]);
    $services->alias(PortalApi::class, Portal::class);
    $services->set(RunEntrataJobsHandler::class)->args([service(PortalApi::class), service('event_dispatcher')]);
    $services->set(WebhookController::class)->args([service(PortalApi::class), service('messenger.default_bus')]);
};
