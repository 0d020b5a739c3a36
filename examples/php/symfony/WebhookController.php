<?php

declare(strict_types=1);

namespace App\Entrata;

use Entrata\PortalApi;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Messenger\MessageBusInterface;

/** Route it with `#[Route('/entrata/webhook', methods: ['GET', 'POST'])]`. */
final class WebhookController
{
    public function __construct(private readonly PortalApi $portal, private readonly MessageBusInterface $bus) {}

    public function __invoke(Request $request): Response
    {
        $query = (string) $request->server->get('QUERY_STRING');
        if ($request->isMethod('POST')) {
            $query .= '&' . $request->getContent();
        }
        $reply = $this->portal->handleWebhook($query, $request->getClientIp());
        if ($reply->status === 200) {
            $this->bus->dispatch(new RunEntrataJobs());
        }
        return new Response($reply->body, $reply->status, $reply->headers);
    }
}
