<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
foreach (['Illuminate/Support', 'Illuminate/Http', 'Illuminate/Bus', 'Illuminate/Container', 'Illuminate/Events', 'Symfony/Component/DependencyInjection', 'Symfony/Component/Config', 'Symfony/Component/EventDispatcher', 'Symfony/Component/Messenger', 'Monolog'] as $package) {
    require_once "$package/autoload.php";
}
foreach (['laravel', 'symfony'] as $framework) {
    foreach (glob(dirname(__DIR__, 2) . "/examples/php/$framework/[A-Z]*.php") as $file) {
        require_once $file;
    }
}

use App\Entrata\RunEntrataJobs as SymfonyJobs;
use App\Entrata\RunEntrataJobsHandler;
use App\Entrata\WebhookController;
use App\Http\Controllers\EntrataWebhookController;
use App\Providers\EntrataServiceProvider;
use Entrata\Event\PropertySuspended;
use Entrata\Portal;
use Entrata\PortalApi;
use Entrata\Testing\FakePortal;
use Illuminate\Bus\Dispatcher as LaravelBus;
use Illuminate\Container\Container;
use Illuminate\Contracts\Events\Dispatcher as EventsContract;
use Illuminate\Events\Dispatcher as LaravelEvents;
use Illuminate\Http\Request as LaravelRequest;
use Monolog\Handler\TestHandler;
use Monolog\Logger;
use PHPUnit\Framework\TestCase;
use Psr\Log\LoggerInterface;
use Symfony\Component\DependencyInjection\ContainerBuilder;
use Symfony\Component\DependencyInjection\Loader\PhpFileLoader;
use Symfony\Component\EventDispatcher\EventDispatcher;
use Symfony\Component\HttpFoundation\Request as SymfonyRequest;
use Symfony\Component\Messenger\Handler\HandlersLocator;
use Symfony\Component\Messenger\MessageBus;
use Symfony\Component\Messenger\Middleware\HandleMessageMiddleware;

/** The code of docs/how-to/laravel.md and docs/how-to/symfony.md, with the frameworks' own components. */
final class FrameworksTest extends TestCase
{
    private const SETTINGS = [
        'database_url' => 'mysql://p:x@127.0.0.1:1/p', 'client_id' => 'x', 'client_secret' => 'y', 'spool_dir' => '/tmp/entrata-frameworks',
        'token_key' => 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    ];

    private FakePortal $portal;

    /** @var list<int> the properties whose suspension reached a listener */
    private array $suspended = [];

    protected function setUp(): void
    {
        $this->portal = new FakePortal('the-key-of-this-test');
        $this->portal->exchangeAuthCode('code', 4711);
        $this->portal->handleWebhook('key=the-key-of-this-test&cid=4711&property_id=5&request_type=ACTIVATION');
    }

    protected function tearDown(): void
    {
        Entrata\setLogger(null);
    }

    public function test_laravel_binds_the_portal_and_logs_through_monolog(): void
    {
        $app = new Container();
        $app->instance('config', ['entrata' => self::SETTINGS]);
        $lines = new TestHandler();
        $app->instance(LoggerInterface::class, new Logger('app', [$lines]));
        $provider = new EntrataServiceProvider($app);
        $provider->register();
        $app->call($provider->boot(...));
        self::assertInstanceOf(Portal::class, $app->make(PortalApi::class));
        $app->make(PortalApi::class)->logWebhook('ACTIVATION', 4711, 1, 'a=b');
        self::assertTrue($lines->hasWarningRecords());
    }

    /** @dataProvider requests */
    public function test_laravel_answers_webhooks_and_runs_jobs(string $method, string $query, string $body, int $status, int $jobs): void
    {
        $app = new Container();
        $app->instance(PortalApi::class, $this->portal);
        $events = new LaravelEvents($app);
        $events->listen(PropertySuspended::class, fn(PropertySuspended $event) => $this->suspended[] = $event->propertyId);
        $app->instance(EventsContract::class, $events);
        $controller = new EntrataWebhookController($this->portal, new LaravelBus($app));
        $server = ['REMOTE_ADDR' => '198.51.100.7', 'QUERY_STRING' => $query];
        $response = $controller(LaravelRequest::create("/entrata/webhook?$query", $method, [], [], [], $server, $body));
        self::assertSame($status, $response->getStatusCode());
        self::assertSame('application/json', $response->headers->get('Content-Type'));
        self::assertCount($jobs, $this->portal->callsOf('runJobs'));
        self::assertSame('198.51.100.7', $this->portal->callsOf('handleWebhook')[1][1]);
        self::assertSame(str_contains($body, 'SUSPENDED') ? [5] : [], $this->suspended);
    }

    /** @dataProvider requests */
    public function test_symfony_answers_webhooks_and_runs_jobs(string $method, string $query, string $body, int $status, int $jobs): void
    {
        $dispatcher = new EventDispatcher();
        $dispatcher->addListener(PropertySuspended::class, fn(PropertySuspended $event) => $this->suspended[] = $event->propertyId);
        $handlers = new HandlersLocator([SymfonyJobs::class => [new RunEntrataJobsHandler($this->portal, $dispatcher)]]);
        $controller = new WebhookController($this->portal, new MessageBus([new HandleMessageMiddleware($handlers)]));
        $server = ['REMOTE_ADDR' => '198.51.100.7', 'QUERY_STRING' => $query];
        $response = $controller(SymfonyRequest::create("/entrata/webhook?$query", $method, [], [], [], $server, $body));
        self::assertSame($status, $response->getStatusCode());
        self::assertCount($jobs, $this->portal->callsOf('runJobs'));
        self::assertSame(str_contains($body, 'SUSPENDED') ? [5] : [], $this->suspended);
    }

    public static function requests(): iterable
    {
        $webhook = 'key=the-key-of-this-test&cid=4711&property_id=5&request_type=ACTIVATION';
        yield 'a GET' => ['GET', $webhook, '', 200, 1];
        yield 'a POST with a form' => ['POST', 'key=the-key-of-this-test', 'cid=4711&property_id=5&request_type=SUSPENDED', 200, 1];
        yield 'a stranger' => ['GET', 'cid=4711&property_id=5&request_type=ACTIVATION', '', 401, 0];
    }

    public function test_symfony_builds_the_portal_from_its_environment(): void
    {
        $container = new ContainerBuilder();
        (new PhpFileLoader($container, new Symfony\Component\Config\FileLocator()))->load(dirname(__DIR__, 2) . '/examples/php/symfony/services.php');
        $container->set('messenger.default_bus', new MessageBus());
        $container->set('event_dispatcher', new EventDispatcher());
        foreach (self::SETTINGS as $name => $value) {
            $_ENV['ENTRATA_' . strtoupper($name)] = $value;
        }
        $container->compile(true);
        self::assertInstanceOf(Portal::class, $container->get(PortalApi::class));
        self::assertInstanceOf(WebhookController::class, $container->get(WebhookController::class));
        foreach (self::SETTINGS as $name => $value) {
            unset($_ENV['ENTRATA_' . strtoupper($name)]);
        }
    }
}
