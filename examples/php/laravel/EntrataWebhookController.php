<?php

declare(strict_types=1);

namespace App\Http\Controllers;

use App\Jobs\RunEntrataJobs;
use Entrata\PortalApi;
use Illuminate\Contracts\Bus\Dispatcher;
use Illuminate\Http\Request;
use Illuminate\Http\Response;

/** `Route::match(['get', 'post'], '/entrata/webhook', EntrataWebhookController::class)`, without CSRF middleware. */
final class EntrataWebhookController
{
    public function __construct(private readonly PortalApi $portal, private readonly Dispatcher $jobs) {}

    public function __invoke(Request $request): Response
    {
        $query = (string) $request->server('QUERY_STRING');
        if ($request->isMethod('POST')) {
            $query .= '&' . $request->getContent();
        }
        $reply = $this->portal->handleWebhook($query, $request->ip());
        if ($reply->status === 200) {
            $this->jobs->dispatch(new RunEntrataJobs());
        }
        return new Response($reply->body, $reply->status, $reply->headers);
    }
}
