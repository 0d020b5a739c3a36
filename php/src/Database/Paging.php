<?php

declare(strict_types=1);

namespace Portal\Database;

/**
 * Which page of a list is shown. A page beyond the end is the last one.
 */
final readonly class Paging
{
    public int $page;
    public int $pages;

    /**
     * @param int $size rows on a page
     * @param int $wanted the page that the visitor wants, from 1
     */
    public function __construct(int $total, private int $size, int $wanted)
    {
        $this->pages = max(1, (int) ceil($total / $size));
        $this->page = min($wanted, $this->pages);
    }

    /**
     * Returns the `LIMIT` of the page's rows in SQL.
     */
    public function limit(): string
    {
        return "LIMIT $this->size OFFSET " . ($this->page - 1) * $this->size;
    }
}
