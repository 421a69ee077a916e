/** boto3 as it was while CloudWatch spoke XML only. */
export const inQuery = `
from botocore.loaders import Loader
load = Loader.load_service_model
def in_query(self, *arguments, **named):
    model = load(self, *arguments, **named)
    if model.get("metadata", {}).get("protocols"):
        model["metadata"].update(protocol="query", protocols=["query"])
    return model
Loader.load_service_model = in_query
`;

/** Puts a figure, makes an alarm, asks for both back, and makes two mistakes. */
export const cloudWatchStory = `
import datetime, os
cloudwatch = client("cloudwatch")
now = datetime.datetime.now(datetime.timezone.utc)
metric = {"Namespace": NAME, "MetricName": "rmse", "Dimensions": [{"Name": "Job", "Value": "a & b"}]}
cloudwatch.put_metric_data(Namespace=NAME, MetricData=[{"MetricName": "rmse", "Dimensions": metric["Dimensions"], "Timestamp": now, "Values": [1.5, 2.5], "Counts": [1.0, 3.0], "Unit": "None"}])
cloudwatch.put_metric_alarm(AlarmName=NAME, Statistic="Maximum", Period=60, EvaluationPeriods=1, Threshold=2.25, ComparisonOperator="GreaterThanThreshold", ActionsEnabled=False, Tags=[{"Key": "team", "Value": "ml"}], **metric)
cloudwatch.put_metric_data(Namespace=NAME, MetricData=[{"MetricName": "rmse", "Dimensions": metric["Dimensions"], "StatisticValues": {"SampleCount": 2, "Sum": 6, "Minimum": 2, "Maximum": 4}}])
found = cloudwatch.describe_alarms(AlarmNames=[NAME])["MetricAlarms"][0]
data = cloudwatch.get_metric_data(StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(hours=1), MetricDataQueries=[{"Id": "m1", "MetricStat": {"Metric": metric, "Period": 3600 * 24, "Stat": "Sum"}}])
points = cloudwatch.get_metric_statistics(StartTime=now - datetime.timedelta(hours=1), EndTime=now + datetime.timedelta(hours=1), Period=7200, Statistics=["SampleCount", "Average"], **metric)["Datapoints"]
print(json.dumps({
    "protocol": cloudwatch.meta.service_model.resolved_protocol,
    "alarm": [found["AlarmName"], found["StateValue"], found["Threshold"], found["ActionsEnabled"], found["Dimensions"], found["StateUpdatedTimestamp"].year == now.year],
    "values": data["MetricDataResults"][0]["Values"],
    "dated": isinstance(data["MetricDataResults"][0]["Timestamps"][0], datetime.datetime),
    "points": [[point["SampleCount"], point["Average"]] for point in points],
    "tags": cloudwatch.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"],
    "metrics": cloudwatch.list_metrics(Namespace=NAME)["Metrics"],
    "unknown": refusal(cloudwatch.set_alarm_state, AlarmName="nobody", StateValue="OK", StateReason="r")["code"],
    "foreign": refusal(cloudwatch.put_metric_data, Namespace="AWS/Lambda", MetricData=[{"MetricName": "m", "Value": 1}]),
}, default=str))
`;
