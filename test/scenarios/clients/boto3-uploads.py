"""Uploads a data set in every way that boto3 has; prints the version of each key."""
import json
import os

import boto3
from boto3.s3.transfer import TransferConfig

bucket = os.environ["DATA_BUCKET"]
s3 = boto3.client("s3")
versions = {}


def rows(count, decimals=1):
    lines = (f"{n % 90}.5,{('red', 'green', 'blue')[n % 3]},{n % 7}.{'0' * decimals},{n % 90 * 2}" for n in range(count))
    return "size,colour,weight,price\n" + "\n".join(lines) + "\n"


versions["overtaken"] = s3.put_object(Bucket=bucket, Key="single/datasets/data.csv", Body=rows(99).encode())["VersionId"]
versions["single"] = s3.put_object(Bucket=bucket, Key="single/datasets/data.csv", Body=rows(100).encode())["VersionId"]

with open(os.environ["FOLDER"] + "/parts.csv", "w") as file:
    file.write(rows(60_000, decimals=100))
s3.upload_file(file.name, bucket, "parts/datasets/data.csv", Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20))
versions["parts"] = s3.head_object(Bucket=bucket, Key="parts/datasets/data.csv")["VersionId"]

s3.put_object(Bucket=bucket, Key="elsewhere/data.csv", Body=rows(120).encode())
versions["copied"] = s3.copy_object(Bucket=bucket, Key="copied/datasets/data.csv", CopySource=f"{bucket}/elsewhere/data.csv")["VersionId"]
print(json.dumps(versions))
