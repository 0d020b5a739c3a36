<?php

declare(strict_types=1);

/** A client of the portal's pages with a cookie jar; it can also send what a browser would not. */
final class Visitor
{
    private readonly CurlHandle $curl;
    public int $status = 0;
    public string $body = '';
    /** @var array<string, list<string>> by name in lower case */
    public array $headers = [];

    /** @param ?string $portal the pages' URL; without it, those of `make test` */
    public function __construct(private ?string $portal = null)
    {
        $this->portal ??= getenv('PORTAL_URL') ?: throw new LogicException(
            'PORTAL_URL is not set: these tests need the running pages. Run: make test',
        );
        $this->curl = curl_init();
        // An empty file name keeps cookies in memory.
        curl_setopt($this->curl, CURLOPT_COOKIEFILE, '');
    }

    /** @param list<string> $headers */
    public function get(string $path, array $headers = []): self
    {
        return $this->send($path, [CURLOPT_HTTPGET => true, CURLOPT_HTTPHEADER => $headers]);
    }

    /**
     * @param array<string, mixed>|string $body a form's fields, or what is sent as it is
     * @param list<string> $headers
     */
    public function post(string $path, array|string $body, array $headers = []): self
    {
        $body = is_array($body) ? http_build_query($body) : $body;
        return $this->send($path, [CURLOPT_POST => true, CURLOPT_POSTFIELDS => $body, CURLOPT_HTTPHEADER => $headers]);
    }

    /**
     * Sends forms at the same time.
     *
     * @param list<array<string, mixed>> $forms
     */
    public function postAll(string $path, array $forms): void
    {
        $multi = curl_multi_init();
        $sent = array_map(function (array $form) use ($path, $multi): CurlHandle {
            $copy = curl_copy_handle($this->prepared($path, [CURLOPT_POST => true, CURLOPT_POSTFIELDS => http_build_query($form)]));
            curl_setopt($copy, CURLOPT_COOKIE, $this->cookies());
            curl_multi_add_handle($multi, $copy);
            return $copy;
        }, $forms);
        do {
            curl_multi_exec($multi, $running);
            curl_multi_select($multi, 0.05);
        } while ($running > 0);
        array_map(fn(CurlHandle $one): int => curl_multi_remove_handle($multi, $one), $sent);
    }

    private function cookies(): string
    {
        $pairs = array_map(function (string $line): string {
            $parts = explode("\t", $line);
            return "$parts[5]=$parts[6]";
        }, curl_getinfo($this->curl, CURLINFO_COOKIELIST));
        return implode('; ', $pairs);
    }

    /** @return ?string the value of the cookie that the last response set */
    public function cookie(string $name): ?string
    {
        foreach ($this->headers['set-cookie'] ?? [] as $cookie) {
            if (str_starts_with($cookie, "$name=")) {
                return explode(';', substr($cookie, strlen($name) + 1))[0];
            }
        }
        return null;
    }

    /** Returns the token that a form of the last page carries. */
    public function formToken(): string
    {
        preg_match('/name="form_token" value="([0-9a-f]+)"/', $this->body, $token);
        return $token[1] ?? '';
    }

    public function by(string $method, string $path): self
    {
        return $this->send($path, [CURLOPT_CUSTOMREQUEST => $method]);
    }

    /** @param list<string> $headers */
    public function signIn(string $email, array $headers = []): self
    {
        $this->post('/login.php', ['email' => $email, 'password' => 'password'], $headers);
        return $this->status === 303 ? $this : throw new LogicException("$email cannot sign in: $this->status $this->body");
    }

    public function withCookie(string $cookie): self
    {
        curl_setopt($this->curl, CURLOPT_COOKIE, $cookie);
        return $this;
    }

    private function send(string $path, array $options): self
    {
        $this->headers = [];
        $this->body = (string) curl_exec($this->prepared($path, $options));
        $this->status = curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE);
        return $this;
    }

    private function prepared(string $path, array $options): CurlHandle
    {
        curl_setopt_array($this->curl, $options + [
            CURLOPT_URL => $this->portal . $path,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_PATH_AS_IS => true,
            CURLOPT_TIMEOUT => 30,
            CURLOPT_HEADERFUNCTION => function (CurlHandle $curl, string $line): int {
                if (str_contains($line, ':')) {
                    [$name, $value] = explode(':', $line, 2);
                    $this->headers[strtolower($name)][] = trim($value);
                }
                return strlen($line);
            },
        ]);
        return $this->curl;
    }
}
