"""Coverage as JSON, for other programs; keys are stable and always present, shares are numbers from 0 to 1."""

from __future__ import annotations

import json
from dataclasses import asdict

from policygen.report.coverage.matrix import Matrix, share_of

VERSION = 1


def coverage_json(matrix: Matrix) -> str:
    document = {
        "version": VERSION,
        "scope": matrix.scope,
        "share": round(float(share_of(matrix.entries)), 4),
        "registers": [
            {
                "id": register.id,
                "title": register.title,
                "share": round(float(register.share), 4),
                "retired": round(float(register.retired), 4),
                "requirements": [asdict(entry) for entry in register.entries],
            }
            for register in matrix.registers
        ],
        "clauses": [asdict(row) for row in matrix.clauses],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
