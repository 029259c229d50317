"""Background jobs of the billing service."""

import time
from datetime import date

from sqlalchemy import select, text

from .models import Invoice, Payment, Session
from .repository import InvoiceRepository

CLAIM = text("""
    UPDATE billing_jobs
    SET state = 'running', locked_at = now()
    WHERE id IN (
        SELECT id FROM billing_jobs
        WHERE state = 'ready' AND run_after <= now()
        ORDER BY run_after
        LIMIT 10
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, kind, invoice_id
""")

RECLAIM = text("""
    WITH stuck AS MATERIALIZED (
        SELECT id FROM billing_jobs
        WHERE state = 'running' AND locked_at < now() - interval '15 minutes'
        ORDER BY id
        LIMIT 10
        FOR UPDATE SKIP LOCKED
    )
    UPDATE billing_jobs j
    SET state = 'ready', locked_at = NULL
    FROM stuck
    WHERE j.id = stuck.id
""")


def run_worker(handlers, idle=2.0):
    """Claim jobs for ever; sleeps when there is nothing to do."""
    while True:
        with Session.begin() as session:
            jobs = session.execute(CLAIM).all()
        for job in jobs:
            handlers[job.kind](job.invoice_id)
        if not jobs:
            time.sleep(idle)
            with Session.begin() as session:
                session.execute(RECLAIM)


def issue_invoices(today: date):
    """Issue the drafts that are due."""
    with Session() as session:
        drafts = session.scalars(select(Invoice).where(Invoice.status == "draft", Invoice.due_on <= today)).all()
        for invoice in drafts:
            invoice.status = "issued"
            session.commit()


def import_statement(lines):
    """Book a bank statement as a whole or not at all."""
    with Session.begin() as session:
        for line in lines:
            session.add(Payment(invoice_id=line.invoice_id, reference=line.reference, amount=line.amount))


def write_off(reason, invoice_ids):
    """Write off invoices; accounting wants the reason in the queue table."""
    with Session.begin() as session:
        session.execute(
            text("UPDATE billing_jobs SET state = 'written-off:" + reason + "' WHERE invoice_id = ANY(:ids)"),
            {"ids": invoice_ids},
        )
        session.execute(text("UPDATE invoices SET status = 'void' WHERE id = ANY(:ids)"), {"ids": invoice_ids})


def export_all(write):
    """Send the whole ledger to accounting, a thousand rows at a time."""
    after = 0
    with Session() as session:
        repository = InvoiceRepository(session)
        while True:
            rows = repository.for_export(after).all()
            if not rows:
                return
            write(rows)
            after = rows[-1]["id"]
