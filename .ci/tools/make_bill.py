#!/usr/bin/env python3
"""Makes a bill in FOCUS 1.2 with the columns of AWS, of any size, the same for the same seed.

    make_bill.py OUT.csv --rows 10000000 --seed 1 [--initiatives 40] [--parquet OUT.parquet]

Amounts have six to twelve digits behind the point, some are credits, taxes and corrections, some have no tag, some stand
in a second currency. With --parquet the same rows are written a second time as Parquet, as AWS delivers them: amounts as
doubles there, moments as timestamps, tags as a map.
"""

import argparse
import random

TITLES = ("AvailabilityZone,BilledCost,BillingAccountId,BillingAccountName,BillingAccountType,BillingCurrency,BillingPeriodEnd,"
          "BillingPeriodStart,CapacityReservationId,CapacityReservationStatus,ChargeCategory,ChargeClass,ChargeDescription,"
          "ChargeFrequency,ChargePeriodEnd,ChargePeriodStart,CommitmentDiscountCategory,CommitmentDiscountId,"
          "CommitmentDiscountName,CommitmentDiscountQuantity,CommitmentDiscountStatus,CommitmentDiscountType,"
          "CommitmentDiscountUnit,ConsumedQuantity,ConsumedUnit,ContractedCost,ContractedUnitPrice,EffectiveCost,InvoiceId,"
          "InvoiceIssuerName,ListCost,ListUnitPrice,PricingCategory,PricingCurrency,PricingCurrencyContractedUnitPrice,"
          "PricingCurrencyEffectiveCost,PricingCurrencyListUnitPrice,PricingQuantity,PricingUnit,ProviderName,PublisherName,"
          "RegionId,RegionName,ResourceId,ResourceName,ResourceType,ServiceCategory,ServiceName,ServiceSubcategory,SkuId,"
          "SkuMeter,SkuPriceDetails,SkuPriceId,SubAccountId,SubAccountName,SubAccountType,Tags,x_Discounts,x_Operation,"
          "x_ServiceCode").split(",")
MONTHS = [f"2026-{month:02}" for month in range(1, 11)]
UNITS = ["Hours", "GB", "Tokens", "Requests", "GB-Months"]
SERVICES = [("Amazon Elastic Compute Cloud", "Compute", "AmazonEC2"), ("Amazon Bedrock", "AI and Machine Learning", "AmazonBedrock"),
            ("Amazon Simple Storage Service", "Storage", "AmazonS3")]


def rows(count, seed, initiatives):
    """Each row as a list of texts in the order of TITLES."""
    random.seed(seed)
    draw, pick = random.random, random.randrange
    place = {title: number for number, title in enumerate(TITLES)}
    fixed = [""] * len(TITLES)
    for title, text in {
        "BillingAccountId": "100000000001", "BillingAccountName": "Example Master Payer", "BillingAccountType": "Payer Account",
        "InvoiceIssuerName": "Amazon Web Services, Inc.", "PricingCategory": "Standard", "PricingCurrency": "USD",
        "ProviderName": "AWS", "PublisherName": "AWS", "RegionId": "eu-central-1", "RegionName": "EU (Frankfurt)",
        "ResourceType": "Instance", "SkuMeter": "Compute", "SubAccountType": "Linked Account", "ChargeFrequency": "Usage-Based",
    }.items():
        fixed[place[title]] = text
    at = [place[title] for title in (
        "BilledCost", "BillingCurrency", "BillingPeriodStart", "BillingPeriodEnd", "ChargeCategory", "ChargeClass", "ChargePeriodStart",
        "ChargePeriodEnd", "ConsumedQuantity", "ConsumedUnit", "EffectiveCost", "ListCost", "ContractedCost", "ResourceId",
        "SubAccountId", "SubAccountName", "Tags", "ServiceName", "ServiceCategory", "x_ServiceCode", "InvoiceId", "SkuId")]
    for number in range(count):
        month = MONTHS[pick(len(MONTHS))]
        chance = draw()
        cost = f"{draw() * 4:.{6 + pick(7)}f}"
        category, charge_class, quantity, unit = "Usage", "", f"{draw() * 100:.4f}", UNITS[pick(len(UNITS))]
        if chance < 0.01:
            category, cost, quantity, unit = "Credit", "-" + cost, "", ""
        elif chance < 0.03:
            category, quantity, unit = "Tax", "", ""
        elif chance < 0.035:
            charge_class, cost = "Correction", "-" + cost
        account = pick(12)
        initiative = pick(initiatives)
        tags = f'{{"initiative":"FIN-{initiative:03}","Environment":"prod","Owner":"team-{account}"}}' if draw() < 0.9 else \
            f'{{"Environment":"dev","Owner":"team-{account}"}}'
        service = SERVICES[pick(3)]
        start = f"{month}-{1 + pick(28):02}T{pick(24):02}:00:00Z"
        row = fixed.copy()
        for index, text in zip(at, (
            cost, "EUR" if draw() < 0.1 else "USD", f"{month}-01T00:00:00Z", f"{month}-28T00:00:00Z", category, charge_class, start, start,
            quantity, unit, cost, cost, cost, f"arn:aws:ec2:eu-central-1:100000000001:instance/i-{number:012x}",
            f"2000000000{account:02}", f"account-{account}", tags, *service, f"INV-{month}", f"SKU-{pick(5000):05}")):
            row[index] = text
        yield row


def line(row):
    return ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if "," in cell or '"' in cell else cell for cell in row)


def write_parquet(path, all_rows):
    import datetime as dt

    import pyarrow as pa
    import pyarrow.parquet as pq
    import json

    numbers = {"BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "ConsumedQuantity"}
    moments = {"BillingPeriodEnd", "BillingPeriodStart", "ChargePeriodEnd", "ChargePeriodStart"}
    kinds = {**{title: pa.float64() for title in numbers}, **{title: pa.timestamp("ms", tz="UTC") for title in moments},
             "Tags": pa.map_(pa.string(), pa.string())}
    schema = pa.schema([(title, kinds.get(title, pa.string())) for title in TITLES])
    with pq.ParquetWriter(path, schema, compression="snappy") as writer:
        batch = []

        def flush():
            columns = []
            for index, title in enumerate(TITLES):
                cells = [row[index] or None for row in batch]
                if title in numbers:
                    cells = [None if cell is None else float(cell) for cell in cells]
                elif title in moments:
                    cells = [dt.datetime.fromisoformat(cell.replace("Z", "+00:00")) for cell in cells]
                elif title == "Tags":
                    cells = [list(json.loads(cell).items()) if cell else None for cell in cells]
                columns.append(pa.array(cells, schema.field(title).type))
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            batch.clear()

        for row in all_rows:
            batch.append(row)
            if len(batch) == 100_000:
                flush()
        if batch:
            flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--initiatives", type=int, default=40)
    parser.add_argument("--parquet")
    options = parser.parse_args()
    with open(options.out, "w", encoding="utf-8", buffering=1 << 20) as out:
        out.write(",".join(TITLES) + "\n")
        for row in rows(options.rows, options.seed, options.initiatives):
            out.write(line(row) + "\n")
    if options.parquet:
        write_parquet(options.parquet, rows(options.rows, options.seed, options.initiatives))


if __name__ == "__main__":
    main()
